//! Knowledge books with their chapters and pages.

use super::Builder;
use super::outline::{Outline, arrange, key_within, outlines, stored, with_retired};
use crate::desk_file::format;
use crate::desk_file::problems::Place;
use deskhand_storage::catalog::{BookRow, ChapterRow, Page, PageRow};

/// An entry with its number's owner and its path in the file.
struct Child<'a, T> {
    parent: i64,
    entry: &'a T,
    outline: Outline,
}

impl Builder<'_> {
    pub(super) fn books(&mut self) {
        let Some(entries) = &self.file.books else { return };
        let outlines = outlines("books", "book", entries, |entry| (entry.id, &entry.name, entry.active.0));
        let known: Vec<_> = self.old.books.iter().map(|row| stored(row.id, &row.name, row.is_active)).collect();
        let ids = self.number(&outlines, &known);
        let build = |(entry, id): (&format::Book, &i64)| BookRow {
            id: *id,
            name: entry.name.clone(),
            description: entry.description.clone(),
            is_public: entry.public,
            position: 0,
            is_active: entry.active.0,
        };
        let mut rows: Vec<BookRow> = entries.iter().zip(&ids).map(build).collect();
        arrange(&mut rows, &self.old.books);
        self.new.books = with_retired(rows, &self.old.books);
        self.chapters(entries, &ids);
    }

    fn chapters(&mut self, books: &[format::Book], book_ids: &[i64]) {
        let mut children = Vec::new();
        for (book_index, (book, book_id)) in books.iter().zip(book_ids).enumerate() {
            for (index, entry) in book.chapters.iter().enumerate() {
                let outline = Outline {
                    place: Place::new(format!("books.{book_index}.chapters.{index}"), "chapter", &entry.name),
                    id: entry.id,
                    name: entry.name.clone(),
                    key: key_within(*book_id, &entry.name),
                    is_active: true,
                };
                children.push(Child { parent: *book_id, entry, outline });
            }
        }
        let known: Vec<_> =
            self.old.chapters.iter().map(|row| stored(row.id, &key_within(row.book_id, &row.name), true)).collect();
        let outlines: Vec<Outline> = children.iter().map(|child| child.outline.clone()).collect();
        let ids = self.number(&outlines, &known);
        let build = |(child, id): (&Child<'_, format::Chapter>, &i64)| ChapterRow {
            id: *id,
            book_id: child.parent,
            name: child.entry.name.clone(),
            is_appendix: child.entry.appendix,
            position: 0,
        };
        let mut rows: Vec<ChapterRow> = children.iter().zip(&ids).map(build).collect();
        rows.chunk_by_mut(|one, other| one.book_id == other.book_id).for_each(|chapters| arrange(chapters, &self.old.chapters));
        // The chapters of a book that is out of use stay with it.
        let kept = self.old.chapters.iter().filter(|row| !book_ids.contains(&row.book_id) && !ids.contains(&row.id));
        rows.extend(kept.cloned());
        self.new.chapters = rows;
        self.pages(&children, &ids);
    }

    fn pages(&mut self, chapters: &[Child<'_, format::Chapter>], chapter_ids: &[i64]) {
        let mut children = Vec::new();
        for (chapter, chapter_id) in chapters.iter().zip(chapter_ids) {
            for (index, entry) in chapter.entry.pages.iter().enumerate() {
                let outline = Outline {
                    place: Place::new(format!("{}.pages.{index}", chapter.outline.place.path), "page", &entry.title),
                    id: entry.id,
                    name: entry.title.clone(),
                    key: key_within(*chapter_id, &entry.title),
                    is_active: true,
                };
                children.push(Child { parent: *chapter_id, entry, outline });
            }
        }
        let known: Vec<_> = self
            .old
            .pages
            .iter()
            .map(|page| stored(page.row.id, &key_within(page.row.chapter_id, &page.row.title), true))
            .collect();
        let outlines: Vec<Outline> = children.iter().map(|child| child.outline.clone()).collect();
        let ids = self.number(&outlines, &known);
        let mut pages: Vec<Page> = children.iter().zip(&ids).map(|(child, id)| page(child, *id)).collect();
        pages
            .chunk_by_mut(|one, other| one.row.chapter_id == other.row.chapter_id)
            .for_each(|pages| arrange(pages, &self.old.pages));
        let is_in_kept_chapter = |page: &Page| self.new.chapters.iter().any(|row| row.id == page.row.chapter_id);
        let kept = self.old.pages.iter().filter(|page| !chapter_ids.contains(&page.row.chapter_id) && is_in_kept_chapter(page));
        pages.extend(kept.filter(|page| !ids.contains(&page.row.id)).cloned());
        self.new.pages = pages;
        self.related(&children);
    }

    /// Related pages, of this book or another; pages of the file stand in the order of their entries.
    fn related(&mut self, children: &[Child<'_, format::Page>]) {
        let directory = self.directories().pages;
        for (index, child) in children.iter().enumerate() {
            let related = self.find_all(&child.outline.place, "related", &directory, &child.entry.related);
            if let Some(page) = self.new.pages.get_mut(index) {
                page.related = related;
            }
        }
        let known: Vec<i64> = self.new.pages.iter().map(|page| page.row.id).collect();
        for page in self.new.pages.iter_mut().skip(children.len()) {
            page.related.retain(|id| known.contains(id));
        }
        for (page, child) in self.new.pages.clone().iter().zip(children) {
            if page.related.contains(&page.row.id) {
                self.add(&child.outline.place, "related: a page is not related to itself");
            }
            if (1..page.tags.len())
                .any(|count| page.tags.get(count).is_some_and(|tag| page.tags.iter().take(count).any(|t| t == tag)))
            {
                self.add(&child.outline.place, "tags: one is listed twice");
            }
        }
    }
}

fn page(child: &Child<'_, format::Page>, id: i64) -> Page {
    Page {
        row: PageRow {
            id,
            chapter_id: child.parent,
            title: child.entry.title.clone(),
            body: child.entry.body.clone(),
            is_highlighted: child.entry.highlighted,
            is_published: child.entry.published.0,
            position: 0,
        },
        tags: child.entry.tags.clone(),
        related: Vec::new(),
    }
}
