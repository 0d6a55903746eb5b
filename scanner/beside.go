package scanner

import (
	"crypto/sha256"
	"hash"
	"slices"
)

// Plural is a decoder that can tell of more than one code in a frame.
type Plural interface {
	Decoder
	// Others are the codes of the last frame beside the one that Decode gave,
	// the one nearest to the middle first; valid until the next Decode.
	Others() []Code
}

// others are the other codes of the frame that was just decoded, without those
// that say the same as the one that was taken.
func (r *run) others(text string) []Code {
	plural, ok := r.Decoder.(Plural)
	if !ok {
		return nil
	}
	var others []Code
	for _, c := range plural.Others() {
		c.Text = BoundText(c.Text)
		same := func(o Code) bool { return o.Text == c.Text }
		if c.Text != text && !slices.ContainsFunc(others, same) {
			others = append(others, c)
		}
	}
	return others
}

// company knows which codes were told of together, by a digest of their texts.
type company struct{ told [sha256.Size]byte }

// news reports whether a reading's others have not been told of with it last.
func (c *company) news(r Reading) bool {
	h := sha256.New()
	add(h, r.Text)
	for _, o := range r.Others {
		add(h, o.Text)
	}
	now := [sha256.Size]byte(h.Sum(nil))
	changed := now != c.told
	c.told = now
	return changed
}

func add(h hash.Hash, text string) {
	_, _ = h.Write([]byte(text)) // a hash never fails
	_, _ = h.Write([]byte{0})
}
