//! Contents of documents.

use crate::raw;
use crate::support::{Draft, open, read, text, write_item};
use deskhand_model::{Document, DocumentId, Timestamp};
use deskhand_storage::{StoreError, blobs, documents};
use deskhand_testkit::on_both;

fn bytes(length: usize) -> Vec<u8> {
    (0..length).map(|n| u8::try_from(n.wrapping_mul(31) % 251).unwrap()).collect()
}

on_both! {
    fn a_content_comes_back_whole_and_in_pieces(url: &str) {
        let store = open(url);
        for length in [0, 1, blobs::CHUNK - 1, blobs::CHUNK, blobs::CHUNK + 1, 3 * blobs::CHUNK + 77] {
            let content = bytes(length);
            let stored = content.clone();
            let hash = store.write(move |db| blobs::store(db, &stored, Timestamp(1))).unwrap();

            assert_eq!(read(&store, |db| blobs::load(db, &hash)), content);
            let pieces: Vec<Vec<u8>> = (0..).map_while(|n| read(&store, |db| blobs::chunk(db, &hash, n))).collect();
            assert!(pieces.iter().all(|piece| piece.len() <= blobs::CHUNK));
            assert_eq!(pieces.concat(), content);
        }
    }

    fn the_same_content_is_stored_once(url: &str) {
        let store = open(url);
        let hashes: Vec<String> = (0..3).map(|at| store.write(move |db| blobs::store(db, b"same", Timestamp(at))).unwrap()).collect();

        assert!(hashes.iter().all(|hash| *hash == blobs::hash(b"same")));
        assert_eq!(raw::lines(url, "SELECT CAST(count(*) AS TEXT) AS line FROM blob_chunks"), ["1"]);
    }

    fn many_writers_of_the_same_content_agree(url: &str) {
        let store = open(url);
        let content = bytes(2 * blobs::CHUNK);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                let (store, content) = (store.clone(), content.clone());
                scope.spawn(move || store.write(move |db| blobs::store(db, &content, Timestamp(1))).unwrap());
            }
        });

        assert_eq!(read(&store, |db| blobs::load(db, &blobs::hash(&content))), content);
    }

    fn a_content_with_a_missing_piece_is_an_error(url: &str) {
        let store = open(url);
        let hash = store.write(|db| blobs::store(db, &bytes(2 * blobs::CHUNK), Timestamp(1))).unwrap();
        raw::execute(url, "DELETE FROM blob_chunks WHERE position = 1");

        assert!(store.read(|db| blobs::load(db, &hash)).is_err());
        assert!(store.read(|db| blobs::load(db, "0000")).is_err());
    }

    fn a_document_is_found_as_it_was_stored(url: &str) {
        let store = open(url);
        let request = Draft::default().store(&store);
        let stored = store
            .write(move |db| {
                let history = write_item(db, request, &text("See the file."), false)?;
                let hash = blobs::store(db, b"%PDF", Timestamp(1))?;
                let new = documents::NewDocument {
                    request,
                    history,
                    name: "Änderung \u{1f980}.pdf",
                    mime: "application/pdf",
                    content_id: "<1@x>",
                    hash: &hash,
                    size: 4,
                };
                let id = documents::insert(db, &new)?;
                let (name, mime, content_id) = (new.name.to_owned(), new.mime.to_owned(), new.content_id.to_owned());
                Ok::<_, StoreError>(Document { id, request, history, name, mime, content_id, hash, size: 4 })
            })
            .unwrap();

        assert_eq!(read(&store, |db| documents::find(db, stored.id)), Some(stored.clone()));
        assert_eq!(read(&store, |db| documents::of_requests(db, &[request])), [stored]);
        assert_eq!(read(&store, |db| documents::find(db, DocumentId(999))), None);
    }
}
