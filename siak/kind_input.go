package siak

// The kinds of what was typed or handed to a function.
const (
	KindBadNIK   Kind = "bad-nik"   // not of the structure of a NIK
	KindBadValue Kind = "bad-value" // of a form that nothing here has
	KindBadKey   Kind = "bad-key"   // no signing key of the sort that is used
	KindBadText  Kind = "bad-text"  // it has a character that no text has
	KindNotFound Kind = "not-found" // nothing has the name that was given
)

var inputKinds = []Kind{
	KindBadNIK, KindBadValue, KindBadKey, KindBadText, KindNotFound,
}
