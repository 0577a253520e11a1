//! Numbered families: `Custom3`, and `File1_sFilename` with its siblings.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet, btree_set},
    ops::Bound,
    slice,
};

use serde::{
    Deserializer,
    de::{DeserializeSeed, MapAccess, SeqAccess, Visitor},
};

use super::{Entry, Params, error::Fault, record::Record, value::Value};

/// What is known about the members of the families of a struct, by prefix.
///
/// serde does not say in advance what type the values of a map have, yet `Custom5_x` belongs to a family of structs and
/// not to one of texts. So a shape is assumed at first; the first member that turns out otherwise corrects it here, and
/// reading starts again.
pub(super) type Shapes = RefCell<BTreeMap<String, Shape>>;

/// The members of a family.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A parameter each: `Custom3`.
    Single,
    /// Several parameters each: `File1_sFilename`, `File1_bFileBody`.
    Struct,
}

/// A family of parameters, as a map by number or as a list.
#[derive(Clone, Copy)]
pub(super) struct Family<'a> {
    pub(super) params: &'a Params,
    pub(super) prefix: &'a str,
    pub(super) shapes: &'a Shapes,
}

impl<'a> Family<'a> {
    /// The members in the order of their numbers.
    fn members(self) -> Members<'a> {
        let shape = self.shapes.borrow().get(self.prefix).copied();
        let shape = shape.unwrap_or_else(|| self.likely_shape());
        let numbers: BTreeSet<i64> = self.numbers().filter_map(|(number, found)| (found == shape).then_some(number)).collect();
        Members { family: self, shape, numbers: numbers.into_iter(), current: None }
    }

    fn likely_shape(self) -> Shape {
        if self.numbers().any(|(_, shape)| shape == Shape::Single) { Shape::Single } else { Shape::Struct }
    }

    /// Every number that occurs with this prefix, and what it would be a member of.
    fn numbers(self) -> impl Iterator<Item = (i64, Shape)> {
        self.params
            .names
            .range::<str, _>((Bound::Included(self.prefix), Bound::Unbounded))
            .map_while(move |(name, _)| name.strip_prefix(self.prefix))
            .filter_map(member)
    }
}

/// Reads what follows the prefix: a number, and perhaps a field.
fn member(rest: &str) -> Option<(i64, Shape)> {
    let (digits, shape) = match rest.split_once('_') {
        Some((digits, _field)) => (digits, Shape::Struct),
        None => (rest, Shape::Single),
    };
    let is_number = (1..=18).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && (digits == "0" || !digits.starts_with('0'));
    let number = digits.parse().ok().filter(|_| is_number)?;
    Some((number, shape))
}

impl<'de> Deserializer<'de> for Family<'_> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_map(self.members())
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_seq(self.members())
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.numbers().next().is_some() { visitor.visit_some(self) } else { visitor.visit_none() }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct tuple
        tuple_struct map struct enum identifier ignored_any
    }
}

/// The members that are still to be read.
struct Members<'a> {
    family: Family<'a>,
    shape: Shape,
    numbers: btree_set::IntoIter<i64>,
    current: Option<i64>,
}

impl Members<'_> {
    fn member<'de, V: DeserializeSeed<'de>>(&self, number: i64, seed: V) -> Result<V::Value, Fault> {
        let name = format!("{}{number}", self.family.prefix);
        seed.deserialize(Member { family: self.family, shape: self.shape, name: &name }).map_err(|fault| fault.at(&name))
    }
}

impl<'de> MapAccess<'de> for Members<'_> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        self.current = self.numbers.next();
        let Some(number) = self.current else { return Ok(None) };
        let digits = Entry { order: 0, value: number.to_string() };
        seed.deserialize(Value::new(slice::from_ref(&digits))).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        let number = self.current.take();
        self.member(number.unwrap_or_default(), seed)
    }
}

impl<'de> SeqAccess<'de> for Members<'_> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        self.numbers.next().map(|number| self.member(number, seed)).transpose()
    }
}

/// One member, whose type decides the shape of the family.
struct Member<'a> {
    family: Family<'a>,
    shape: Shape,
    name: &'a str,
}

impl<'a> Member<'a> {
    fn require(&self, shape: Shape) -> Result<(), Fault> {
        if self.shape == shape {
            return Ok(());
        }
        self.family.shapes.borrow_mut().insert(self.family.prefix.to_owned(), shape);
        Err(Fault::OtherShape)
    }

    fn value(&self) -> Result<Value<'a>, Fault> {
        self.require(Shape::Single)?;
        Ok(Value::new(self.family.params.entries(self.name)))
    }
}

macro_rules! single {
    ($($deserialize:ident)*) => {
        $(fn $deserialize<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
            self.value()?.$deserialize(visitor)
        })*
    };
}

impl<'de> Deserializer<'de> for Member<'_> {
    type Error = Fault;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.require(Shape::Struct)?;
        let Family { params, shapes, .. } = self.family;
        Record { params, prefix: &format!("{}_", self.name), shapes }.deserialize_struct(name, fields, visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    single! {
        deserialize_any deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128 deserialize_f32 deserialize_f64
        deserialize_char deserialize_str deserialize_string deserialize_bytes deserialize_byte_buf deserialize_unit
        deserialize_seq deserialize_map deserialize_identifier deserialize_ignored_any
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Fault> {
        self.value()?.deserialize_unit_struct(name, visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Fault> {
        self.value()?.deserialize_tuple(length, visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(self, name: &'static str, length: usize, visitor: V) -> Result<V::Value, Fault> {
        self.value()?.deserialize_tuple_struct(name, length, visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.value()?.deserialize_enum(name, variants, visitor)
    }
}
