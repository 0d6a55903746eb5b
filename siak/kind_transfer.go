package siak

// The kinds of files by hand, and the stick that carries them.
const (
	KindFileStrange       Kind = "file-strange"        // no file of this sort at all
	KindFileCut           Kind = "file-cut"            // its end is missing
	KindFileAltered       Kind = "file-altered"        // not as it was made
	KindFileNotForUs      Kind = "file-not-for-us"     // another receiver's
	KindFileOtherRegistry Kind = "file-other-registry" // made by another registry, or for one
	KindFileOtherKind     Kind = "file-other-kind"     // of use at the other end
	KindFileOlder         Kind = "file-older"          // what is here is newer
	KindFileGap           Kind = "file-gap"            // it goes on from what is not here
	KindFileTooBig        Kind = "file-too-big"        // more than a stick's file system takes in one file
	KindFileExists        Kind = "file-exists"         // nothing is written over
	KindNoFileKey         Kind = "no-file-key"         // no keys for files yet: one contact is needed
	KindStickFull         Kind = "stick-full"          // no room for the file
	KindStickReadOnly     Kind = "stick-read-only"     // it cannot be written
	KindStickLost         Kind = "stick-lost"          // pulled out, or broken
)

var transferKinds = []Kind{
	KindFileStrange, KindFileCut, KindFileAltered, KindFileNotForUs, KindFileOtherRegistry,
	KindFileOtherKind, KindFileOlder, KindFileGap, KindFileTooBig, KindFileExists,
	KindNoFileKey, KindStickFull, KindStickReadOnly, KindStickLost,
}
