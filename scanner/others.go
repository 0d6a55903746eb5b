package scanner

import (
	"crypto/sha256"
	"hash"
	"slices"
)

// MultiDecoder is a decoder that finds more than one code in a frame.
type MultiDecoder interface {
	Decoder
	// Others are the codes of the last frame beside the one that Decode gave,
	// the one nearest to the middle first; valid until the next Decode.
	Others() []Code
}

// others are the other codes of the frame that was just decoded, without those
// that say the same as the one that was taken.
func (r *run) others(text string) []Code {
	multi, ok := r.Decoder.(MultiDecoder)
	if !ok {
		return nil
	}
	var others []Code
	for _, c := range multi.Others() {
		c.Text = BoundText(c.Text)
		same := func(o Code) bool { return o.Text == c.Text }
		if c.Text != text && !slices.ContainsFunc(others, same) {
			others = append(others, c)
		}
	}
	return others
}

// reported remembers the codes that were last reported together, by a digest of
// their texts.
type reported struct{ last [sha256.Size]byte }

// isNew tells whether a reading and its others are not those of the last time.
func (c *reported) isNew(r Reading) bool {
	h := sha256.New()
	add(h, r.Text)
	for _, o := range r.Others {
		add(h, o.Text)
	}
	now := [sha256.Size]byte(h.Sum(nil))
	changed := now != c.last
	c.last = now
	return changed
}

func add(h hash.Hash, text string) {
	_, _ = h.Write([]byte(text)) // a hash never fails
	_, _ = h.Write([]byte{0})
}
