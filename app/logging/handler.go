package logging

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math"
	"reflect"
	"regexp"
	"time"
)

const (
	removed    = "[removed]"
	maxMessage = 200 // bytes of a message
	// maxNumber keeps numbers out that have as many digits as a NIK or a telephone
	// number. What the station counts stays far below.
	maxNumber = 1e12
)

// handler lets only what may stand in the log reach another handler.
type handler struct{ next slog.Handler }

func newHandler(w io.Writer, level slog.Leveler) handler {
	return handler{slog.NewJSONHandler(w, &slog.HandlerOptions{Level: level, ReplaceAttr: shortTime})}
}

// shortTime writes times in UTC to the millisecond.
func shortTime(_ []string, a slog.Attr) slog.Attr {
	if a.Value.Kind() == slog.KindTime {
		a.Value = slog.StringValue(a.Value.Time().UTC().Format("2006-01-02T15:04:05.000Z07:00"))
	}
	return a
}

// Enabled implements [slog.Handler].
func (h handler) Enabled(ctx context.Context, level slog.Level) bool {
	return h.next.Enabled(ctx, level)
}

// Handle implements [slog.Handler].
func (h handler) Handle(ctx context.Context, r slog.Record) error {
	clean := slog.NewRecord(r.Time, r.Level, cleanMessage(r.Message), 0)
	r.Attrs(func(a slog.Attr) bool {
		clean.AddAttrs(cleanAttr(a))
		return true
	})
	return h.next.Handle(ctx, clean)
}

// WithAttrs implements [slog.Handler].
func (h handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return handler{h.next.WithAttrs(cleanAttrs(attrs))}
}

// WithGroup implements [slog.Handler].
func (h handler) WithGroup(name string) slog.Handler {
	return handler{h.next.WithGroup(cleanKey(name))}
}

var (
	// manyDigits is a NIK or a telephone number, in groups or in one.
	manyDigits = regexp.MustCompile(`\d(?:[ .\-/]?\d){7,}`)
	email      = regexp.MustCompile(`[^\s"'<>,;:]+@[^\s"'<>,;:]+`)
	// nikLike is what no line of a log may hold. The most digits in a row that are
	// meant have the versions of modules, fourteen.
	nikLike = regexp.MustCompile(`\d{15,}`)
	keyForm = regexp.MustCompile(`^[a-z][a-z_.]{0,79}$`)
)

// cleanMessage takes out what looks personal. Messages are constants: it is the
// second line of defence.
func cleanMessage(s string) string {
	if len(s) > maxMessage {
		s = s[:maxMessage]
	}
	return email.ReplaceAllString(manyDigits.ReplaceAllString(s, removed), removed)
}

// cleanLine does the same for lines that were written by others.
func cleanLine(line []byte) []byte {
	return email.ReplaceAll(nikLike.ReplaceAll(line, []byte(removed)), []byte(removed))
}

func cleanKey(key string) string {
	if !keyForm.MatchString(key) {
		return "removed"
	}
	return key
}

func cleanAttrs(attrs []slog.Attr) []slog.Attr {
	clean := make([]slog.Attr, len(attrs))
	for i, a := range attrs {
		clean[i] = cleanAttr(a)
	}
	return clean
}

func cleanAttr(a slog.Attr) slog.Attr {
	if a.Equal(slog.Attr{}) {
		return a // nothing is written of it
	}
	if err, ok := a.Value.Any().(error); ok {
		return slog.Attr{Key: cleanKey(a.Key), Value: errorValue(err)}
	}
	v := a.Value.Resolve()
	if v.Kind() == slog.KindGroup && a.Key == "" {
		return slog.Attr{Value: slog.GroupValue(cleanAttrs(v.Group())...)}
	}
	return slog.Attr{Key: cleanKey(a.Key), Value: cleanValue(a.Key, v)}
}

func cleanValue(key string, v slog.Value) slog.Value {
	switch v.Kind() {
	case slog.KindBool:
		return v
	case slog.KindTime:
		return v
	case slog.KindDuration:
		return slog.StringValue(v.Duration().Round(time.Microsecond).String())
	case slog.KindInt64:
		return cleanNumber(v, float64(v.Int64()))
	case slog.KindUint64:
		return cleanNumber(v, float64(v.Uint64()))
	case slog.KindFloat64:
		return cleanNumber(v, v.Float64())
	case slog.KindGroup:
		return slog.GroupValue(cleanAttrs(v.Group())...)
	case slog.KindString:
		return cleanString(key, v.String())
	}
	return cleanAny(key, v.Any())
}

func cleanNumber(v slog.Value, n float64) slog.Value {
	if !(math.Abs(n) < maxNumber) {
		return slog.StringValue(removed)
	}
	return v
}

func cleanString(key, s string) slog.Value {
	if form := Keys[key]; form == nil || !form.MatchString(s) || nikLike.MatchString(s) {
		return slog.StringValue(removed)
	}
	return slog.StringValue(s)
}

func cleanAny(key string, v any) slog.Value {
	switch v := v.(type) {
	case slog.Level:
		return slog.StringValue(v.String())
	case chain:
		return slog.AnyValue(v)
	case fmt.Stringer:
		return cleanString(key, v.String())
	}
	// A type whose underlying one is a string, as the kinds are.
	if v := reflect.ValueOf(v); v.Kind() == reflect.String {
		return cleanString(key, v.String())
	}
	return slog.StringValue(removed)
}
