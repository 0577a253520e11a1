CREATE TABLE desk (
    id INTEGER PRIMARY KEY NOT NULL,
    version BIGINT NOT NULL,
    settings TEXT NOT NULL,
    in_maintenance BOOLEAN NOT NULL,
    maintenance_message TEXT NOT NULL,
    last_login_failure BIGINT NOT NULL
);

CREATE TABLE permission_groups (
    id INTEGER PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    permissions TEXT NOT NULL
);

CREATE TABLE staff (
    id INTEGER PRIMARY KEY NOT NULL,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    username TEXT NOT NULL,
    email TEXT NOT NULL,
    second_email TEXT NOT NULL,
    phone TEXT NOT NULL,
    role BIGINT NOT NULL,
    group_id BIGINT REFERENCES permission_groups (id),
    is_active BOOLEAN NOT NULL,
    password_hash TEXT NOT NULL,
    out_of_office BIGINT NOT NULL,
    preferences TEXT NOT NULL
);

CREATE TABLE portals (
    id INTEGER PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    base_url TEXT NOT NULL,
    is_active BOOLEAN NOT NULL
);

CREATE TABLE categories (
    id INTEGER PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    group_name TEXT NOT NULL,
    is_active BOOLEAN NOT NULL,
    is_public BOOLEAN NOT NULL,
    default_contact BIGINT NOT NULL,
    assignment BIGINT NOT NULL,
    position BIGINT NOT NULL
);

CREATE TABLE category_staff (
    category_id BIGINT NOT NULL REFERENCES categories (id) ON DELETE CASCADE,
    staff_id BIGINT NOT NULL REFERENCES staff (id),
    position BIGINT NOT NULL,
    PRIMARY KEY (category_id, staff_id)
) WITHOUT ROWID;

CREATE TABLE custom_fields (
    id INTEGER PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    is_required BOOLEAN NOT NULL,
    is_public BOOLEAN NOT NULL,
    is_always_visible BOOLEAN NOT NULL,
    position BIGINT NOT NULL,
    is_active BOOLEAN NOT NULL
);

CREATE TABLE category_fields (
    category_id BIGINT NOT NULL REFERENCES categories (id) ON DELETE CASCADE,
    field_id BIGINT NOT NULL REFERENCES custom_fields (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    PRIMARY KEY (category_id, field_id)
) WITHOUT ROWID;

CREATE TABLE reporting_tags (
    id INTEGER PRIMARY KEY NOT NULL,
    category_id BIGINT NOT NULL REFERENCES categories (id),
    name TEXT NOT NULL,
    position BIGINT NOT NULL,
    is_active BOOLEAN NOT NULL
);

CREATE TABLE statuses (
    id INTEGER PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    role BIGINT NOT NULL,
    is_active BOOLEAN NOT NULL,
    position BIGINT NOT NULL
);

CREATE TABLE mailboxes (
    id INTEGER PRIMARY KEY NOT NULL,
    reply_name TEXT NOT NULL,
    reply_address TEXT NOT NULL,
    is_active BOOLEAN NOT NULL,
    category_id BIGINT NOT NULL,
    config TEXT NOT NULL
);

CREATE TABLE tokens (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    staff_id BIGINT NOT NULL REFERENCES staff (id),
    name TEXT NOT NULL,
    secret_hash BLOB NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    last_used_at BIGINT,
    is_revoked BOOLEAN NOT NULL
);

CREATE TABLE login_failures (
    id INTEGER PRIMARY KEY NOT NULL,
    key TEXT NOT NULL,
    failed_at BIGINT NOT NULL
);
CREATE INDEX login_failures_by_key_and_failed_at ON login_failures (key, failed_at);
CREATE INDEX login_failures_by_failed_at ON login_failures (failed_at);

CREATE TABLE portal_accounts (
    email TEXT PRIMARY KEY NOT NULL,
    password_hash TEXT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE requests (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    channel BIGINT NOT NULL,
    via BIGINT NOT NULL,
    portal_id BIGINT NOT NULL,
    opened_by BIGINT NOT NULL,
    assigned_to BIGINT NOT NULL,
    is_open BOOLEAN NOT NULL,
    status_id BIGINT NOT NULL,
    is_urgent BOOLEAN NOT NULL,
    category_id BIGINT NOT NULL,
    opened_at BIGINT NOT NULL,
    closed_at BIGINT NOT NULL,
    is_trash BOOLEAN NOT NULL,
    trashed_at BIGINT NOT NULL,
    secret TEXT NOT NULL,
    title TEXT NOT NULL,
    customer_ref TEXT NOT NULL,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    email TEXT NOT NULL,
    phone TEXT NOT NULL,
    last_reply_by BIGINT NOT NULL,
    is_unread BOOLEAN NOT NULL,
    merged_into BIGINT NOT NULL,
    send_from BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    last_public_at BIGINT NOT NULL,
    last_customer_at BIGINT NOT NULL,
    history_count BIGINT NOT NULL,
    public_count BIGINT NOT NULL,
    content_hash TEXT NOT NULL
);
CREATE INDEX requests_by_opened ON requests (opened_at, id);
CREATE INDEX requests_by_closed ON requests (closed_at, id) WHERE closed_at > 0;
CREATE INDEX requests_by_assignee ON requests (assigned_to, is_open, id);
CREATE INDEX requests_by_category ON requests (category_id, is_open, id);
CREATE INDEX requests_by_status ON requests (status_id, id);
CREATE INDEX requests_by_open ON requests (id) WHERE is_open;
CREATE INDEX requests_by_email ON requests (lower(email), id) WHERE email <> '';
CREATE INDEX requests_by_customer ON requests (customer_ref, id) WHERE customer_ref <> '';
CREATE INDEX requests_by_last_name ON requests (lower(last_name), id);
CREATE INDEX requests_by_trash ON requests (trashed_at) WHERE is_trash;

CREATE TABLE history (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    request_id BIGINT NOT NULL REFERENCES requests (id) ON DELETE CASCADE,
    actor BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    visibility BIGINT NOT NULL,
    is_initial BOOLEAN NOT NULL,
    is_html BOOLEAN NOT NULL,
    body TEXT NOT NULL,
    log TEXT NOT NULL,
    email_headers TEXT NOT NULL,
    merged_from BIGINT NOT NULL,
    is_pinned BOOLEAN NOT NULL,
    recipients TEXT NOT NULL,
    document_count BIGINT NOT NULL
);
CREATE INDEX history_by_request_id ON history (request_id);
CREATE INDEX history_by_created_at_and_request_id ON history (created_at, request_id);
CREATE INDEX history_by_initial ON history (request_id) WHERE is_initial;

CREATE TABLE request_fields (
    request_id BIGINT NOT NULL REFERENCES requests (id) ON DELETE CASCADE,
    field_id BIGINT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (request_id, field_id)
) WITHOUT ROWID;
CREATE INDEX request_fields_by_value ON request_fields (field_id, substr(lower(value), 1, 64), request_id);

CREATE TABLE request_tags (
    request_id BIGINT NOT NULL REFERENCES requests (id) ON DELETE CASCADE,
    tag_id BIGINT NOT NULL,
    PRIMARY KEY (request_id, tag_id)
) WITHOUT ROWID;
CREATE INDEX request_tags_by_tag_id_and_request_id ON request_tags (tag_id, request_id);

CREATE TABLE open_counts (
    staff_id BIGINT NOT NULL,
    shard BIGINT NOT NULL,
    requests BIGINT NOT NULL,
    PRIMARY KEY (staff_id, shard)
) WITHOUT ROWID;

CREATE TABLE blobs (
    hash TEXT PRIMARY KEY NOT NULL,
    size BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE blob_chunks (
    hash TEXT NOT NULL REFERENCES blobs (hash),
    position BIGINT NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (hash, position)
);

CREATE TABLE documents (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    request_id BIGINT NOT NULL REFERENCES requests (id) ON DELETE CASCADE,
    history_id BIGINT NOT NULL REFERENCES history (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    mime TEXT NOT NULL,
    content_id TEXT NOT NULL,
    hash TEXT NOT NULL REFERENCES blobs (hash),
    size BIGINT NOT NULL
);
CREATE INDEX documents_by_history_id ON documents (history_id);
CREATE INDEX documents_by_request_id ON documents (request_id);
CREATE INDEX documents_by_hash ON documents (hash);

CREATE TABLE time_events (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    request_id BIGINT NOT NULL REFERENCES requests (id) ON DELETE CASCADE,
    staff_id BIGINT NOT NULL,
    seconds BIGINT NOT NULL,
    worked_on BIGINT NOT NULL,
    added_at BIGINT NOT NULL,
    description TEXT NOT NULL,
    is_billable BOOLEAN NOT NULL
);
CREATE INDEX time_events_by_request_id ON time_events (request_id);
CREATE INDEX time_events_by_worked_on ON time_events (worked_on);
CREATE INDEX time_events_by_staff_id_and_worked_on ON time_events (staff_id, worked_on);

CREATE TABLE subscriptions (
    id INTEGER PRIMARY KEY NOT NULL,
    request_id BIGINT NOT NULL REFERENCES requests (id) ON DELETE CASCADE,
    staff_id BIGINT NOT NULL
);
CREATE UNIQUE INDEX subscriptions_by_staff_id_and_request_id ON subscriptions (staff_id, request_id);
CREATE INDEX subscriptions_by_request_id ON subscriptions (request_id);

CREATE TABLE contacts (
    id INTEGER PRIMARY KEY NOT NULL,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    email TEXT NOT NULL,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    is_highlighted BOOLEAN NOT NULL
);

CREATE TABLE filters (
    id INTEGER PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    folder TEXT NOT NULL,
    staff_id BIGINT NOT NULL,
    is_global BOOLEAN NOT NULL,
    display_columns TEXT NOT NULL,
    conditions TEXT NOT NULL,
    order_by TEXT NOT NULL,
    is_descending BOOLEAN NOT NULL,
    position BIGINT NOT NULL,
    is_active BOOLEAN NOT NULL
);

CREATE TABLE responses (
    id INTEGER PRIMARY KEY NOT NULL,
    title TEXT NOT NULL,
    folder TEXT NOT NULL,
    body TEXT NOT NULL,
    staff_id BIGINT NOT NULL,
    kind BIGINT NOT NULL,
    group_id BIGINT,
    is_active BOOLEAN NOT NULL
);

CREATE TABLE response_uses (
    response_id BIGINT NOT NULL REFERENCES responses (id) ON DELETE CASCADE,
    staff_id BIGINT NOT NULL,
    uses BIGINT NOT NULL,
    PRIMARY KEY (response_id, staff_id)
) WITHOUT ROWID;

CREATE TABLE forums (
    id INTEGER PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    is_closed BOOLEAN NOT NULL,
    is_public BOOLEAN NOT NULL,
    position BIGINT NOT NULL,
    is_active BOOLEAN NOT NULL
);

CREATE TABLE topics (
    id INTEGER PRIMARY KEY NOT NULL,
    forum_id BIGINT NOT NULL REFERENCES forums (id),
    title TEXT NOT NULL,
    author TEXT NOT NULL,
    email TEXT NOT NULL,
    is_closed BOOLEAN NOT NULL,
    is_sticky BOOLEAN NOT NULL,
    posted_at BIGINT NOT NULL,
    post_count BIGINT NOT NULL
);
CREATE INDEX topics_by_forum_id_and_is_sticky_and_posted_at ON topics (forum_id, is_sticky, posted_at);

CREATE TABLE posts (
    id INTEGER PRIMARY KEY NOT NULL,
    topic_id BIGINT NOT NULL REFERENCES topics (id) ON DELETE CASCADE,
    author TEXT NOT NULL,
    author_url TEXT NOT NULL,
    email TEXT NOT NULL,
    wants_updates BOOLEAN NOT NULL,
    body TEXT NOT NULL,
    label TEXT NOT NULL,
    posted_at BIGINT NOT NULL,
    ip TEXT NOT NULL,
    os TEXT NOT NULL,
    browser TEXT NOT NULL
);
CREATE INDEX posts_by_topic_id ON posts (topic_id);

CREATE TABLE books (
    id INTEGER PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    is_public BOOLEAN NOT NULL,
    position BIGINT NOT NULL,
    is_active BOOLEAN NOT NULL
);

CREATE TABLE chapters (
    id INTEGER PRIMARY KEY NOT NULL,
    book_id BIGINT NOT NULL REFERENCES books (id),
    name TEXT NOT NULL,
    is_appendix BOOLEAN NOT NULL,
    position BIGINT NOT NULL
);
CREATE INDEX chapters_by_book_id ON chapters (book_id);

CREATE TABLE pages (
    id INTEGER PRIMARY KEY NOT NULL,
    chapter_id BIGINT NOT NULL REFERENCES chapters (id),
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    is_highlighted BOOLEAN NOT NULL,
    is_published BOOLEAN NOT NULL,
    position BIGINT NOT NULL,
    helpful BIGINT NOT NULL,
    unhelpful BIGINT NOT NULL
);
CREATE INDEX pages_by_chapter_id ON pages (chapter_id);

CREATE TABLE page_tags (
    page_id BIGINT NOT NULL REFERENCES pages (id) ON DELETE CASCADE,
    tag TEXT NOT NULL,
    position BIGINT NOT NULL,
    PRIMARY KEY (page_id, tag)
) WITHOUT ROWID;

CREATE TABLE related_pages (
    page_id BIGINT NOT NULL REFERENCES pages (id) ON DELETE CASCADE,
    related_id BIGINT NOT NULL REFERENCES pages (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    PRIMARY KEY (page_id, related_id)
) WITHOUT ROWID;

CREATE TABLE audit_log (
    id INTEGER PRIMARY KEY NOT NULL,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    staff_id BIGINT NOT NULL,
    added_at BIGINT NOT NULL,
    int_value BIGINT NOT NULL,
    text_value TEXT NOT NULL,
    date_value TEXT NOT NULL,
    ip TEXT NOT NULL,
    request_id BIGINT NOT NULL,
    data TEXT NOT NULL
);

CREATE TABLE jobs (
    id INTEGER PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    lease_until BIGINT NOT NULL,
    dedup_key TEXT,
    last_error TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX jobs_by_due_at ON jobs (due_at);
CREATE UNIQUE INDEX jobs_by_dedup_key ON jobs (dedup_key);

CREATE TABLE incoming_mails (
    id INTEGER PRIMARY KEY NOT NULL,
    mailbox_id BIGINT NOT NULL,
    source TEXT NOT NULL,
    source_id TEXT NOT NULL,
    message_id TEXT NOT NULL,
    hash TEXT NOT NULL REFERENCES blobs (hash),
    received_at BIGINT NOT NULL,
    state BIGINT NOT NULL,
    request_id BIGINT NOT NULL,
    reason TEXT NOT NULL
);
CREATE UNIQUE INDEX incoming_mails_by_source_and_source_id ON incoming_mails (source, source_id);
CREATE INDEX incoming_mails_by_message_id ON incoming_mails (message_id);
CREATE INDEX incoming_mails_by_state_and_id ON incoming_mails (state, id);
CREATE INDEX incoming_mails_by_hash ON incoming_mails (hash);

CREATE TABLE outgoing_mails (
    id INTEGER PRIMARY KEY NOT NULL,
    request_id BIGINT NOT NULL,
    history_id BIGINT NOT NULL,
    mailbox_id BIGINT NOT NULL,
    message_id TEXT NOT NULL,
    recipients TEXT NOT NULL,
    envelope TEXT NOT NULL,
    hash TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    state BIGINT NOT NULL,
    reason TEXT NOT NULL
);
CREATE UNIQUE INDEX outgoing_mails_by_message_id ON outgoing_mails (message_id);
CREATE INDEX outgoing_mails_by_request_id ON outgoing_mails (request_id);

CREATE TABLE suppressed_addresses (
    address TEXT PRIMARY KEY NOT NULL,
    reason TEXT NOT NULL,
    added_at BIGINT NOT NULL
);

CREATE TABLE idempotency_keys (
    scope TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    answer BLOB NOT NULL,
    status BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (scope, key)
);
CREATE INDEX idempotency_keys_by_created_at ON idempotency_keys (created_at);

CREATE TABLE lookup_sources (
    id INTEGER PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    config TEXT NOT NULL,
    position BIGINT NOT NULL,
    is_active BOOLEAN NOT NULL
);

CREATE TABLE rules (
    id INTEGER PRIMARY KEY NOT NULL,
    engine BIGINT NOT NULL,
    name TEXT NOT NULL,
    position BIGINT NOT NULL,
    definition TEXT NOT NULL,
    stops BOOLEAN NOT NULL,
    is_active BOOLEAN NOT NULL
);

CREATE TABLE webhook_endpoints (
    id INTEGER PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    config TEXT NOT NULL,
    is_active BOOLEAN NOT NULL,
    disabled_at BIGINT NOT NULL
);

CREATE TABLE webhook_deliveries (
    id INTEGER PRIMARY KEY NOT NULL,
    endpoint_id BIGINT NOT NULL,
    request_id BIGINT NOT NULL,
    event TEXT NOT NULL,
    message_id TEXT NOT NULL,
    payload TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    state BIGINT NOT NULL
);
CREATE INDEX webhook_deliveries_by_endpoint_id_and_id ON webhook_deliveries (endpoint_id, id);
CREATE INDEX webhook_deliveries_by_request_id ON webhook_deliveries (request_id);

CREATE TABLE webhook_attempts (
    id INTEGER PRIMARY KEY NOT NULL,
    delivery_id BIGINT NOT NULL REFERENCES webhook_deliveries (id) ON DELETE CASCADE,
    attempted_at BIGINT NOT NULL,
    status BIGINT NOT NULL,
    duration_ms BIGINT NOT NULL,
    error TEXT NOT NULL
);
CREATE INDEX webhook_attempts_by_delivery_id ON webhook_attempts (delivery_id);

CREATE TABLE pushes (
    id INTEGER PRIMARY KEY NOT NULL,
    request_id BIGINT NOT NULL REFERENCES requests (id) ON DELETE CASCADE,
    target TEXT NOT NULL,
    external_id TEXT NOT NULL,
    comment TEXT NOT NULL,
    staff_id BIGINT NOT NULL,
    pushed_at BIGINT NOT NULL,
    error TEXT NOT NULL
);
CREATE INDEX pushes_by_request_id ON pushes (request_id);

CREATE TABLE search_words (
    word TEXT PRIMARY KEY NOT NULL
) WITHOUT ROWID;

CREATE TABLE search_grams (
    gram TEXT NOT NULL,
    word TEXT NOT NULL,
    PRIMARY KEY (gram, word)
) WITHOUT ROWID;

CREATE TABLE copied_tables (
    name TEXT PRIMARY KEY NOT NULL,
    after TEXT NOT NULL,
    rows BIGINT NOT NULL,
    is_done BOOLEAN NOT NULL
);

-- The full-text index: one row for the customer's data of a request (position 0) and one for each note.
-- The rowid is the request's number times 2^20 plus the position, so that newer requests come last.
-- Words are made by the server; the ASCII tokenizer only splits them at blanks.
CREATE VIRTUAL TABLE search_index USING fts5 (words, content = '', contentless_delete = 1, detail = 'none', tokenize = 'ascii');
-- Every commit adds a segment to the index. Merging them in larger steps makes writes twice as fast; searches look into a few more.
INSERT INTO search_index (search_index, rank) VALUES ('automerge', 8);
INSERT INTO search_index (search_index, rank) VALUES ('crisismerge', 64);

INSERT INTO desk (id, version, settings, in_maintenance, maintenance_message, last_login_failure) VALUES (1, 1, '{}', 0, '', 0);
INSERT INTO statuses (id, name, role, is_active, position) VALUES
    (1, 'Active', 1, 1, 0),
    (2, 'SPAM', 2, 1, 6),
    (3, 'Problem Solved', 0, 1, 1),
    (4, 'Not Fixable', 0, 1, 2),
    (5, 'Customer Unreachable', 0, 1, 3),
    (6, 'Customer Found Solution', 0, 1, 4),
    (7, 'Software Bug', 0, 1, 5);
INSERT INTO sqlite_sequence (name, seq) VALUES ('requests', 12399);
