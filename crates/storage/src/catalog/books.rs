//! Knowledge books, their chapters and pages.

use super::{Definition, definition};
use crate::error::StoreResult;
use crate::schema::{books, chapters, page_tags, pages, related_pages};
use crate::store::{Reader, Writer};
use diesel::prelude::*;
use serde::Serialize;

/// A knowledge book.
#[derive(Debug, Clone, PartialEq, Serialize, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = books)]
pub struct BookRow {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// What it is about.
    pub description: String,
    /// Whether customers see it.
    #[serde(rename = "public")]
    pub is_public: bool,
    /// Its place among the books.
    #[serde(rename = "order")]
    pub position: i64,
    /// Whether it is in use.
    #[serde(rename = "active")]
    pub is_active: bool,
}

definition!(BookRow in books, labelled name, ordered by (books::position, books::id), retire inactive);

/// A chapter of a book.
#[derive(Debug, Clone, PartialEq, Serialize, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = chapters)]
pub struct ChapterRow {
    /// Its number.
    pub id: i64,
    /// The book.
    #[serde(rename = "book")]
    pub book_id: i64,
    /// Its name, without its number in the book.
    pub name: String,
    /// Whether it is an appendix.
    #[serde(rename = "appendix")]
    pub is_appendix: bool,
    /// Its place in the book.
    #[serde(rename = "order")]
    pub position: i64,
}

definition!(ChapterRow in chapters, labelled name, ordered by (chapters::position, chapters::id), retire deleted);

/// A page of a chapter, without its votes.
#[derive(Debug, Clone, PartialEq, Serialize, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = pages)]
pub struct PageRow {
    /// Its number.
    pub id: i64,
    /// The chapter.
    #[serde(rename = "chapter")]
    pub chapter_id: i64,
    /// Its title.
    pub title: String,
    /// Its text, as HTML.
    pub body: String,
    /// Whether it stands out among the pages.
    #[serde(rename = "highlighted")]
    pub is_highlighted: bool,
    /// Whether readers see it.
    #[serde(rename = "published")]
    pub is_published: bool,
    /// Its place in the chapter.
    #[serde(rename = "order")]
    pub position: i64,
}

/// A page with its tags and the pages that are related to it, each in their order.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Page {
    /// The page itself.
    #[serde(flatten)]
    pub row: PageRow,
    /// Its tags.
    pub tags: Vec<String>,
    /// The ids of related pages, of any book.
    pub related: Vec<i64>,
}

/// Inserting and updating leaves the related pages to [`set_related_pages`], since they may be stored later.
impl Definition for Page {
    fn id(&self) -> i64 {
        self.row.id
    }

    fn label(&self) -> String {
        self.row.title.clone()
    }

    fn all(db: &mut Reader) -> StoreResult<Vec<Self>> {
        let rows: Vec<PageRow> =
            pages::table.order((pages::position, pages::id)).select(PageRow::as_select()).load(&mut db.conn)?;
        let tags: Vec<(i64, String)> = page_tags::table
            .select((page_tags::page_id, page_tags::tag))
            .order((page_tags::page_id, page_tags::position, page_tags::tag))
            .load(&mut db.conn)?;
        let related: Vec<(i64, i64)> = related_pages::table
            .select((related_pages::page_id, related_pages::related_id))
            .order((related_pages::page_id, related_pages::position, related_pages::related_id))
            .load(&mut db.conn)?;
        let build = |row: PageRow| Self { tags: values_of(&tags, row.id), related: values_of(&related, row.id), row };
        Ok(rows.into_iter().map(build).collect())
    }

    fn insert(&self, db: &mut Writer<'_>) -> StoreResult<()> {
        let votes = (pages::helpful.eq(0), pages::unhelpful.eq(0));
        diesel::insert_into(pages::table).values((&self.row, votes)).execute(&mut db.conn)?;
        self.replace_tags(db)
    }

    fn update(&self, db: &mut Writer<'_>) -> StoreResult<()> {
        diesel::update(pages::table.find(self.row.id)).set(&self.row).execute(&mut db.conn)?;
        self.replace_tags(db)
    }

    fn retired(&self) -> Option<Self> {
        None
    }

    fn delete(&self, db: &mut Writer<'_>) -> StoreResult<()> {
        diesel::delete(pages::table.find(self.row.id)).execute(&mut db.conn)?;
        Ok(())
    }
}

impl Page {
    fn replace_tags(&self, db: &mut Writer<'_>) -> StoreResult<()> {
        let id = self.row.id;
        diesel::delete(page_tags::table.filter(page_tags::page_id.eq(id))).execute(&mut db.conn)?;
        for (position, tag) in (0_i64..).zip(&self.tags) {
            let row = (page_tags::page_id.eq(id), page_tags::tag.eq(tag), page_tags::position.eq(position));
            diesel::insert_into(page_tags::table).values(row).execute(&mut db.conn)?;
        }
        Ok(())
    }
}

/// The pages of a list with the given page, in its order.
fn values_of<T: Clone>(pairs: &[(i64, T)], page: i64) -> Vec<T> {
    let start = pairs.partition_point(|pair| pair.0 < page);
    pairs.iter().skip(start).take_while(|pair| pair.0 == page).map(|pair| pair.1.clone()).collect()
}

/// Replaces the pages that are related to a page; all of them must be stored.
///
/// # Errors
/// Trouble of the database.
pub fn set_related_pages(db: &mut Writer<'_>, page: &Page) -> StoreResult<()> {
    let id = page.row.id;
    diesel::delete(related_pages::table.filter(related_pages::page_id.eq(id))).execute(&mut db.conn)?;
    for (position, related) in (0_i64..).zip(&page.related) {
        let row = (related_pages::page_id.eq(id), related_pages::related_id.eq(related), related_pages::position.eq(position));
        diesel::insert_into(related_pages::table).values(row).execute(&mut db.conn)?;
    }
    Ok(())
}
