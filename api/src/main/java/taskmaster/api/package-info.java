/// The wire: the records that the HTTP API carries, their JSON form, and the places where a client
/// finds a daemon.
///
/// Reading order: [Message] (all records), [Json] (their form as bytes), [Directories] (where).
///
/// Laws: the names of fields are never changed, only added to; a reader ignores fields that it does
/// not know; a document that is wrong, too deep or too large is a [MalformedDocument] and nothing
/// else; no reflection.
@NullMarked
package taskmaster.api;

import org.jspecify.annotations.NullMarked;
