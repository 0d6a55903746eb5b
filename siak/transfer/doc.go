// Package transfer is the files that go between a station and its registry on a
// USB drive, where there is no network at all: areas and receipts to the station,
// outboxes to the registry.
//
// # The form
//
// A file is an age file (age-encryption.org/v1, X25519) to its receiver's key
// for files, in it zstd (RFC 8878), in that messages FilePart of registry.proto,
// each after its length as a varint: a header, what the file is about, an end.
// Area files carry what the register has sealed, page by page; the end of a
// file is sealed by the registry or signed by the station, over all that is
// before it. So a file is read by nobody but its receiver, made by nobody but
// its sender, and has neither more nor less in it than was put in.
//
// A skippable frame of zstd (RFC 8878 section 3.1.2) rounds every file's size to
// [residue] modulo [block] bytes. A file of another size was cut off, which is
// otherwise not to be told from one that was altered: age authenticates pieces
// of 64 KiB, and both spoil one.
//
// # Whole before anything
//
// A reader goes through a file twice: [Reader.Each] with nothing that keeps,
// until the end was found good; then once more to take it in. So nothing of a
// bad file is ever taken, and nothing of it needs to be undone. It costs the
// reading twice, and no memory: whatever its size, a file is never held. The
// second reading verifies again, for a USB drive can change in between.
//
// # Bounds
//
// Whatever the bytes, a reader takes no more memory than age's header (2 MiB),
// one piece of zstd's window and one part ([maxPart]).
package transfer
