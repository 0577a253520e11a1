//! Topics and posts of forums.

use crate::error::StoreResult;
use crate::schema::{posts, topics};
use crate::store::Writer;
use deskhand_model::{ForumId, PostId, Timestamp, TopicId};
use diesel::prelude::*;

/// A topic to be stored; its first post is stored after it.
#[derive(Debug, Clone)]
pub struct NewTopic<'a> {
    /// The forum.
    pub forum: ForumId,
    /// Its title.
    pub title: &'a str,
    /// Who began it.
    pub author: &'a str,
    /// When.
    pub posted_at: Timestamp,
    /// Whether it stays at the top.
    pub is_sticky: bool,
    /// Whether nobody may answer.
    pub is_closed: bool,
}

/// A post to be stored.
#[derive(Debug, Clone, Default)]
pub struct NewPost<'a> {
    /// Who wrote it.
    pub author: &'a str,
    /// Their site.
    pub author_url: &'a str,
    /// Their address.
    pub email: &'a str,
    /// Whether they want mail about answers.
    pub wants_updates: bool,
    /// The text.
    pub body: &'a str,
    /// A mark, such as that of staff.
    pub label: &'a str,
    /// Their network address.
    pub ip: &'a str,
    /// Their operating system.
    pub os: &'a str,
    /// Their browser.
    pub browser: &'a str,
}

/// Stores a topic without posts.
///
/// # Errors
/// Trouble of the database.
pub fn insert_topic(db: &mut Writer<'_>, new: &NewTopic<'_>) -> StoreResult<TopicId> {
    let row = (
        topics::forum_id.eq(new.forum.0),
        topics::title.eq(new.title),
        topics::author.eq(new.author),
        topics::email.eq(""),
        topics::is_closed.eq(new.is_closed),
        topics::is_sticky.eq(new.is_sticky),
        topics::posted_at.eq(new.posted_at.0),
        topics::post_count.eq(0),
    );
    Ok(TopicId(diesel::insert_into(topics::table).values(row).returning(topics::id).get_result(&mut db.conn)?))
}

/// Stores a post and counts it.
///
/// # Errors
/// Trouble of the database.
pub fn insert_post(db: &mut Writer<'_>, topic: TopicId, posted_at: Timestamp, new: &NewPost<'_>) -> StoreResult<PostId> {
    let row = (
        posts::topic_id.eq(topic.0),
        posts::author.eq(new.author),
        posts::author_url.eq(new.author_url),
        posts::email.eq(new.email),
        posts::wants_updates.eq(new.wants_updates),
        posts::body.eq(new.body),
        posts::label.eq(new.label),
        posts::posted_at.eq(posted_at.0),
        posts::ip.eq(new.ip),
        posts::os.eq(new.os),
        posts::browser.eq(new.browser),
    );
    let id = diesel::insert_into(posts::table).values(row).returning(posts::id).get_result(&mut db.conn)?;
    diesel::update(topics::table.find(topic.0)).set(topics::post_count.eq(topics::post_count + 1)).execute(&mut db.conn)?;
    Ok(PostId(id))
}
