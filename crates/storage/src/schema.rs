//! The tables as diesel sees them; a test compares them with both databases.
#![expect(missing_docs, reason = "tables and columns carry their meaning in their names")]

diesel::table! {
    desk (id) {
        id -> BigInt,
        version -> BigInt,
        settings -> Text,
        in_maintenance -> Bool,
        maintenance_message -> Text,
        last_login_failure -> BigInt,
    }
}

diesel::table! {
    permission_groups (id) {
        id -> BigInt,
        name -> Text,
        permissions -> Text,
    }
}

diesel::table! {
    staff (id) {
        id -> BigInt,
        first_name -> Text,
        last_name -> Text,
        username -> Text,
        email -> Text,
        second_email -> Text,
        phone -> Text,
        role -> BigInt,
        group_id -> Nullable<BigInt>,
        is_active -> Bool,
        password_hash -> Text,
        out_of_office -> BigInt,
        preferences -> Text,
    }
}

diesel::table! {
    portals (id) {
        id -> BigInt,
        name -> Text,
        base_url -> Text,
        is_active -> Bool,
    }
}

diesel::table! {
    categories (id) {
        id -> BigInt,
        name -> Text,
        group_name -> Text,
        is_active -> Bool,
        is_public -> Bool,
        default_contact -> BigInt,
        assignment -> BigInt,
        position -> BigInt,
    }
}

diesel::table! {
    category_staff (category_id, staff_id) {
        category_id -> BigInt,
        staff_id -> BigInt,
        position -> BigInt,
    }
}

diesel::table! {
    custom_fields (id) {
        id -> BigInt,
        name -> Text,
        kind -> Text,
        is_required -> Bool,
        is_public -> Bool,
        is_always_visible -> Bool,
        position -> BigInt,
        is_active -> Bool,
    }
}

diesel::table! {
    category_fields (category_id, field_id) {
        category_id -> BigInt,
        field_id -> BigInt,
        position -> BigInt,
    }
}

diesel::table! {
    reporting_tags (id) {
        id -> BigInt,
        category_id -> BigInt,
        name -> Text,
        position -> BigInt,
        is_active -> Bool,
    }
}

diesel::table! {
    statuses (id) {
        id -> BigInt,
        name -> Text,
        role -> BigInt,
        is_active -> Bool,
        position -> BigInt,
    }
}

diesel::table! {
    mailboxes (id) {
        id -> BigInt,
        reply_name -> Text,
        reply_address -> Text,
        is_active -> Bool,
        category_id -> BigInt,
        config -> Text,
    }
}

diesel::table! {
    tokens (id) {
        id -> BigInt,
        staff_id -> BigInt,
        name -> Text,
        secret_hash -> Binary,
        created_at -> BigInt,
        expires_at -> Nullable<BigInt>,
        last_used_at -> Nullable<BigInt>,
        is_revoked -> Bool,
    }
}

diesel::table! {
    login_failures (id) {
        id -> BigInt,
        key -> Text,
        failed_at -> BigInt,
    }
}

diesel::table! {
    portal_accounts (email) {
        email -> Text,
        password_hash -> Text,
        updated_at -> BigInt,
    }
}

diesel::table! {
    requests (id) {
        id -> BigInt,
        channel -> BigInt,
        via -> BigInt,
        portal_id -> BigInt,
        opened_by -> BigInt,
        assigned_to -> BigInt,
        is_open -> Bool,
        status_id -> BigInt,
        is_urgent -> Bool,
        category_id -> BigInt,
        opened_at -> BigInt,
        closed_at -> BigInt,
        is_trash -> Bool,
        trashed_at -> BigInt,
        secret -> Text,
        title -> Text,
        customer_ref -> Text,
        first_name -> Text,
        last_name -> Text,
        email -> Text,
        phone -> Text,
        last_reply_by -> BigInt,
        is_unread -> Bool,
        merged_into -> BigInt,
        send_from -> BigInt,
        updated_at -> BigInt,
        last_public_at -> BigInt,
        last_customer_at -> BigInt,
        history_count -> BigInt,
        public_count -> BigInt,
        content_hash -> Text,
    }
}

diesel::table! {
    history (id) {
        id -> BigInt,
        request_id -> BigInt,
        actor -> BigInt,
        created_at -> BigInt,
        visibility -> BigInt,
        is_initial -> Bool,
        is_html -> Bool,
        body -> Text,
        log -> Text,
        email_headers -> Text,
        merged_from -> BigInt,
        is_pinned -> Bool,
        recipients -> Text,
        document_count -> BigInt,
    }
}

diesel::table! {
    request_fields (request_id, field_id) {
        request_id -> BigInt,
        field_id -> BigInt,
        value -> Text,
    }
}

diesel::table! {
    request_tags (request_id, tag_id) {
        request_id -> BigInt,
        tag_id -> BigInt,
    }
}

diesel::table! {
    open_counts (staff_id, shard) {
        staff_id -> BigInt,
        shard -> BigInt,
        requests -> BigInt,
    }
}

diesel::table! {
    blobs (hash) {
        hash -> Text,
        size -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    blob_chunks (hash, position) {
        hash -> Text,
        position -> BigInt,
        bytes -> Binary,
    }
}

diesel::table! {
    documents (id) {
        id -> BigInt,
        request_id -> BigInt,
        history_id -> BigInt,
        name -> Text,
        mime -> Text,
        content_id -> Text,
        hash -> Text,
        size -> BigInt,
    }
}

diesel::table! {
    time_events (id) {
        id -> BigInt,
        request_id -> BigInt,
        staff_id -> BigInt,
        seconds -> BigInt,
        worked_on -> BigInt,
        added_at -> BigInt,
        description -> Text,
        is_billable -> Bool,
    }
}

diesel::table! {
    subscriptions (id) {
        id -> BigInt,
        request_id -> BigInt,
        staff_id -> BigInt,
    }
}

diesel::table! {
    contacts (id) {
        id -> BigInt,
        first_name -> Text,
        last_name -> Text,
        email -> Text,
        title -> Text,
        description -> Text,
        is_highlighted -> Bool,
    }
}

diesel::table! {
    filters (id) {
        id -> BigInt,
        name -> Text,
        folder -> Text,
        staff_id -> BigInt,
        is_global -> Bool,
        display_columns -> Text,
        conditions -> Text,
        order_by -> Text,
        is_descending -> Bool,
        position -> BigInt,
        is_active -> Bool,
    }
}

diesel::table! {
    responses (id) {
        id -> BigInt,
        title -> Text,
        folder -> Text,
        body -> Text,
        staff_id -> BigInt,
        kind -> BigInt,
        group_id -> Nullable<BigInt>,
        is_active -> Bool,
    }
}

diesel::table! {
    response_uses (response_id, staff_id) {
        response_id -> BigInt,
        staff_id -> BigInt,
        uses -> BigInt,
    }
}

diesel::table! {
    forums (id) {
        id -> BigInt,
        name -> Text,
        description -> Text,
        is_closed -> Bool,
        is_public -> Bool,
        position -> BigInt,
        is_active -> Bool,
    }
}

diesel::table! {
    topics (id) {
        id -> BigInt,
        forum_id -> BigInt,
        title -> Text,
        author -> Text,
        email -> Text,
        is_closed -> Bool,
        is_sticky -> Bool,
        posted_at -> BigInt,
        post_count -> BigInt,
    }
}

diesel::table! {
    posts (id) {
        id -> BigInt,
        topic_id -> BigInt,
        author -> Text,
        author_url -> Text,
        email -> Text,
        wants_updates -> Bool,
        body -> Text,
        label -> Text,
        posted_at -> BigInt,
        ip -> Text,
        os -> Text,
        browser -> Text,
    }
}

diesel::table! {
    books (id) {
        id -> BigInt,
        name -> Text,
        description -> Text,
        is_public -> Bool,
        position -> BigInt,
        is_active -> Bool,
    }
}

diesel::table! {
    chapters (id) {
        id -> BigInt,
        book_id -> BigInt,
        name -> Text,
        is_appendix -> Bool,
        position -> BigInt,
    }
}

diesel::table! {
    pages (id) {
        id -> BigInt,
        chapter_id -> BigInt,
        title -> Text,
        body -> Text,
        is_highlighted -> Bool,
        is_published -> Bool,
        position -> BigInt,
        helpful -> BigInt,
        unhelpful -> BigInt,
    }
}

diesel::table! {
    page_tags (page_id, tag) {
        page_id -> BigInt,
        tag -> Text,
        position -> BigInt,
    }
}

diesel::table! {
    related_pages (page_id, related_id) {
        page_id -> BigInt,
        related_id -> BigInt,
        position -> BigInt,
    }
}

diesel::table! {
    audit_log (id) {
        id -> BigInt,
        action -> Text,
        object -> Text,
        staff_id -> BigInt,
        added_at -> BigInt,
        int_value -> BigInt,
        text_value -> Text,
        date_value -> Text,
        ip -> Text,
        request_id -> BigInt,
        data -> Text,
    }
}

diesel::table! {
    jobs (id) {
        id -> BigInt,
        kind -> Text,
        payload -> Text,
        due_at -> BigInt,
        attempts -> BigInt,
        lease_until -> BigInt,
        dedup_key -> Nullable<Text>,
        last_error -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    incoming_mails (id) {
        id -> BigInt,
        mailbox_id -> BigInt,
        source -> Text,
        source_id -> Text,
        message_id -> Text,
        hash -> Text,
        received_at -> BigInt,
        state -> BigInt,
        request_id -> BigInt,
        reason -> Text,
    }
}

diesel::table! {
    outgoing_mails (id) {
        id -> BigInt,
        request_id -> BigInt,
        history_id -> BigInt,
        mailbox_id -> BigInt,
        message_id -> Text,
        recipients -> Text,
        envelope -> Text,
        hash -> Text,
        created_at -> BigInt,
        state -> BigInt,
        reason -> Text,
    }
}

diesel::table! {
    suppressed_addresses (address) {
        address -> Text,
        reason -> Text,
        added_at -> BigInt,
    }
}

diesel::table! {
    idempotency_keys (scope, key) {
        scope -> Text,
        key -> Text,
        fingerprint -> Text,
        answer -> Binary,
        status -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    lookup_sources (id) {
        id -> BigInt,
        name -> Text,
        config -> Text,
        position -> BigInt,
        is_active -> Bool,
    }
}

diesel::table! {
    rules (id) {
        id -> BigInt,
        engine -> BigInt,
        name -> Text,
        position -> BigInt,
        definition -> Text,
        stops -> Bool,
        is_active -> Bool,
    }
}

diesel::table! {
    webhook_endpoints (id) {
        id -> BigInt,
        name -> Text,
        config -> Text,
        is_active -> Bool,
        disabled_at -> BigInt,
    }
}

diesel::table! {
    webhook_deliveries (id) {
        id -> BigInt,
        endpoint_id -> BigInt,
        request_id -> BigInt,
        event -> Text,
        message_id -> Text,
        payload -> Text,
        created_at -> BigInt,
        state -> BigInt,
    }
}

diesel::table! {
    webhook_attempts (id) {
        id -> BigInt,
        delivery_id -> BigInt,
        attempted_at -> BigInt,
        status -> BigInt,
        duration_ms -> BigInt,
        error -> Text,
    }
}

diesel::table! {
    pushes (id) {
        id -> BigInt,
        request_id -> BigInt,
        target -> Text,
        external_id -> Text,
        comment -> Text,
        staff_id -> BigInt,
        pushed_at -> BigInt,
        error -> Text,
    }
}

diesel::table! {
    search_words (word) {
        word -> Text,
    }
}

diesel::table! {
    search_grams (gram, word) {
        gram -> Text,
        word -> Text,
    }
}

diesel::table! {
    copied_tables (name) {
        name -> Text,
        after -> Text,
        rows -> BigInt,
        is_done -> Bool,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    desk,
    permission_groups,
    staff,
    portals,
    categories,
    category_staff,
    custom_fields,
    category_fields,
    reporting_tags,
    statuses,
    mailboxes,
    tokens,
    login_failures,
    portal_accounts,
    requests,
    history,
    request_fields,
    request_tags,
    open_counts,
    blobs,
    blob_chunks,
    documents,
    time_events,
    subscriptions,
    contacts,
    filters,
    responses,
    response_uses,
    forums,
    topics,
    posts,
    books,
    chapters,
    pages,
    page_tags,
    related_pages,
    audit_log,
    jobs,
    incoming_mails,
    outgoing_mails,
    suppressed_addresses,
    idempotency_keys,
    lookup_sources,
    rules,
    webhook_endpoints,
    webhook_deliveries,
    webhook_attempts,
    pushes,
    search_words,
    search_grams,
    copied_tables,
);
