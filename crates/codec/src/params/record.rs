//! The struct of a method, or of one member of a numbered family.

use std::{cell::RefCell, collections::btree_map, slice};

use serde::{
    Deserializer,
    de::{DeserializeOwned, DeserializeSeed, IntoDeserializer, MapAccess, Visitor, value::StrDeserializer},
};

use super::{
    Entry, Params,
    error::{Fault, ParamError},
    family::{Family, Shapes},
    value::Value,
};

/// Reads the struct of a method.
pub(super) fn parse<T: DeserializeOwned>(params: &Params) -> Result<T, ParamError> {
    let shapes: Shapes = RefCell::default();
    loop {
        match T::deserialize(Record { params, prefix: "", shapes: &shapes }) {
            // Each turn settles the shape of a further family, so this ends.
            Err(Fault::OtherShape) => {}
            outcome => return Ok(outcome?),
        }
    }
}

/// The parameters whose names begin with a prefix, as the fields of a struct.
#[derive(Clone, Copy)]
pub(super) struct Record<'a> {
    pub(super) params: &'a Params,
    pub(super) prefix: &'a str,
    pub(super) shapes: &'a Shapes,
}

impl<'a> Record<'a> {
    /// What the parameters hold for a field. Families do not nest.
    fn field(self, field: &'static str) -> Option<Field<'a>> {
        if let Some(prefix) = field.strip_suffix('#').filter(|_| self.prefix.is_empty()) {
            return Some(Field::Family(field, Family { params: self.params, prefix, shapes: self.shapes }));
        }
        let name = format!("{}{field}", self.prefix);
        let entries = self.params.entries(&name);
        (!entries.is_empty()).then_some(Field::Single(name, entries))
    }
}

impl<'de> Deserializer<'de> for Record<'_> {
    type Error = Fault;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_map(Fields { record: self, rest: fields.iter(), current: None }).map_err(|fault| fault.below(self.prefix))
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_map(Names { names: self.params.names.iter(), current: None })
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_some(self)
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf seq tuple tuple_struct map
        enum identifier ignored_any
    }
}

/// The fields of a struct for which there are parameters.
struct Fields<'a> {
    record: Record<'a>,
    rest: slice::Iter<'static, &'static str>,
    current: Option<Field<'a>>,
}

enum Field<'a> {
    Family(&'static str, Family<'a>),
    Single(String, &'a [Entry]),
}

impl<'de> MapAccess<'de> for Fields<'_> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        for &field in self.rest.by_ref() {
            self.current = self.record.field(field);
            if self.current.is_none() {
                continue;
            }
            let key: StrDeserializer<'_, Fault> = field.into_deserializer();
            return seed.deserialize(key).map(Some);
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        match self.current.take() {
            Some(Field::Family(field, family)) => seed.deserialize(family).map_err(|fault| fault.at(field)),
            Some(Field::Single(name, entries)) => seed.deserialize(Value::new(entries)).map_err(|fault| fault.at(&name)),
            None => Err(Fault::Wrong("a value was asked for before its key".to_owned())),
        }
    }
}

/// Every parameter by its name, for a method that takes a map.
struct Names<'a> {
    names: btree_map::Iter<'a, String, Vec<Entry>>,
    current: Option<(&'a str, &'a [Entry])>,
}

impl<'de> MapAccess<'de> for Names<'_> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        let Some((name, entries)) = self.names.next() else { return Ok(None) };
        self.current = Some((name, entries));
        let key: StrDeserializer<'_, Fault> = name.as_str().into_deserializer();
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        let (name, entries) = self.current.take().unwrap_or_default();
        seed.deserialize(Value::new(entries)).map_err(|fault| fault.at(name))
    }
}
