//! Finding the few bytes of a text that cannot be copied as they are.

/// Bytes looked at in one step; the compiler turns a step into a few vector instructions.
const STEP: usize = 16;

/// Writes `text`, with each special byte replaced.
///
/// `special` answers zero for a byte that is not; it must not branch, or there will be no vectors. `replace` is given
/// the text from a special byte on, writes what stands for its beginning, and answers the length of that beginning.
#[inline]
pub(super) fn copy_escaped(
    out: &mut Vec<u8>,
    text: &[u8],
    special: impl Fn(u8) -> u8 + Copy,
    replace: impl Fn(&[u8], &mut Vec<u8>) -> usize,
) {
    let mut rest = text;
    while let Some(at) = position(rest, special) {
        let (run, tail) = rest.split_at(at);
        out.extend_from_slice(run);
        let replaced = replace(tail, out);
        rest = tail.get(replaced..).unwrap_or_default();
    }
    out.extend_from_slice(rest);
}

/// The position of the first special byte.
#[inline]
fn position(bytes: &[u8], special: impl Fn(u8) -> u8 + Copy) -> Option<usize> {
    let mut rest = bytes;
    while let Some((step, tail)) = rest.split_first_chunk::<STEP>() {
        let marks = marks(step, special);
        if any(&marks) {
            let clean = bytes.len() - rest.len();
            return marks.iter().position(|&mark| mark != 0).map(|at| clean + at);
        }
        rest = tail;
    }
    if is_clean_tail(bytes, rest, special) {
        return None;
    }
    let clean = bytes.len() - rest.len();
    rest.iter().position(|&byte| special(byte) != 0).map(|at| clean + at)
}

/// Whether the tail of `bytes`, shorter than a step, is seen to be clean at a glance: by a step that reaches back into
/// what was looked at before, or by two halves that overlap.
#[inline]
fn is_clean_tail(bytes: &[u8], tail: &[u8], special: impl Fn(u8) -> u8 + Copy) -> bool {
    if let Some(step) = bytes.last_chunk::<STEP>() {
        return !any(&marks(step, special));
    }
    if let (Some(front), Some(back)) = (tail.first_chunk::<8>(), tail.last_chunk::<8>()) {
        return !any(&marks(front, special)) && !any(&marks(back, special));
    }
    if let (Some(front), Some(back)) = (tail.first_chunk::<4>(), tail.last_chunk::<4>()) {
        return !any(&marks(front, special)) && !any(&marks(back, special));
    }
    false
}

#[inline]
fn marks<const N: usize>(bytes: &[u8; N], special: impl Fn(u8) -> u8) -> [u8; N] {
    let mut marks = [0; N];
    for (mark, &byte) in marks.iter_mut().zip(bytes) {
        *mark = special(byte);
    }
    marks
}

#[inline]
fn any<const N: usize>(marks: &[u8; N]) -> bool {
    marks.iter().fold(0, |found, mark| found | mark) != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_special_byte_is_found_at_every_position() {
        let special = |byte| u8::from(byte == b'&');
        for length in 0..70 {
            for at in 0..length {
                let mut bytes = vec![b'a'; length];
                bytes[at] = b'&';
                assert_eq!(position(&bytes, special), Some(at));
            }
            assert_eq!(position(&vec![b'a'; length], special), None);
        }
    }
}
