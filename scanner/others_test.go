package scanner

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// crowd is a decoder that finds the words of a frame's name, the first of them
// as its code.
type crowd struct{ others []Code }

func (d *crowd) Decode(f *Frame, _ bool) (Code, bool) {
	words := strings.Fields(f.Name)
	d.others = d.others[:0]
	for i, w := range words {
		if i > 0 {
			d.others = append(d.others, Code{Text: w})
		}
	}
	if len(words) == 0 {
		return Code{}, false
	}
	return Code{Text: words[0]}, true
}

func (d *crowd) Others() []Code { return d.others }

// named delivers a frame of each name.
func named(names []string) func(context.Context, func(*Frame)) error {
	return func(_ context.Context, deliver func(*Frame)) error {
		for i, name := range names {
			at := time.Unix(0, 0).Add(time.Duration(i) * fps30)
			deliver(&Frame{Luma: make([]byte, 64*48), Stride: 64, Width: 64, Height: 48, Name: name, At: at})
		}
		return nil
	}
}

// What a camera sees, and what is told of it.
var scenes = []struct {
	name   string
	frames []string
	want   []string
}{
	{"both at once", []string{"A B", "A B", "A B"}, []string{"read A B"}},
	{"one after the other", []string{"A", "A", "A B", "A B"}, []string{"read A", "beside A B"}},
	{"the other is missed now and then", []string{"A B", "A", "A B", "", "A B"}, []string{"read A B"}},
	{"a third", []string{"A B", "A C", "A B C"}, []string{"read A B", "beside A C", "beside A B C"}},
	{"the other comes nearer", []string{"A B", "B A", "B A"}, []string{"read A B", "read B A"}},
	{"the same code twice", []string{"A A", "A A B B"}, []string{"read A", "beside A B"}},
}

func TestCodesBesideEachOther(t *testing.T) {
	for _, tt := range scenes {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				source := &pacedScript{scripted{parts: script(named(tt.frames)).parts}}
				var told []string
				tell := func(what string) func(Reading) {
					return func(r Reading) {
						words := []string{what, r.Text}
						for _, o := range r.Others {
							words = append(words, o.Text)
						}
						told = append(told, strings.Join(words, " "))
					}
				}
				err := Run(t.Context(), source, &crowd{}, NewFilter(CoolDown), Events{Reading: tell("read"), Beside: tell("beside")})
				if err != nil || !slices.Equal(told, tt.want) {
					t.Errorf("told %q, want %q; %v", told, tt.want, err)
				}
			})
		})
	}
}

// The decoder uses its list again; who was told keeps a list of its own.
func TestOthersOutliveTheFrame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var readings []Reading
		source := &pacedScript{scripted{parts: script(named([]string{"A B", "C D"})).parts}}
		err := Run(t.Context(), source, &crowd{}, nil, Events{Reading: func(r Reading) { readings = append(readings, r) }})
		if err != nil || len(readings) != 2 || readings[0].Others[0].Text != "B" || readings[1].Others[0].Text != "D" {
			t.Errorf("read %v, %v", readings, err)
		}
	})
}
