package app

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"ikd/station/app/ui"
	"ikd/station/siak"
)

// rendered are the objects of which a widget is made.
func rendered(w fyne.Widget) []fyne.CanvasObject { return test.WidgetRenderer(w).Objects() }

// look calls f with every object of the window that can be seen.
func (r *rig) look(f func(fyne.CanvasObject)) {
	var walk func(o fyne.CanvasObject)
	walk = func(o fyne.CanvasObject) {
		if !o.Visible() {
			return
		}
		f(o)
		switch o := o.(type) {
		case *fyne.Container:
			for _, child := range o.Objects {
				walk(child)
			}
		case *ui.Paragraph: // whole
		case *ui.Field: // whole, but for what is said at its end
			for _, child := range rendered(o) {
				if c, is := child.(*fyne.Container); is {
					walk(c)
				}
			}
		case fyne.Widget:
			for _, child := range rendered(o) {
				walk(child)
			}
		}
	}
	walk(r.app.env.Content())
}

// texts are what can be read in the window, each sentence whole.
func (r *rig) texts() (all []string) {
	r.look(func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *canvas.Text:
			all = append(all, o.Text)
		case *ui.Paragraph:
			all = append(all, o.Text())
		}
	})
	return all
}

// says reports whether the window says a sentence.
func (r *rig) says(want string) bool {
	return slices.ContainsFunc(r.texts(), func(s string) bool { return strings.Contains(s, want) })
}

// tells reports whether the window says a text, by its key.
func (r *rig) tells(key string, args ...any) bool {
	return r.says(r.app.env.Words.Text(key, args...))
}

// saysKind reports whether the window says what a kind of failure says.
func (r *rig) saysKind(kind siak.Kind) bool {
	return r.says(r.app.env.Words.Kind(kind).What)
}

// fields are those that can be typed into, as they stand in the window.
func (r *rig) fields() (all []*ui.Field) {
	r.look(func(o fyne.CanvasObject) {
		if f, is := o.(*ui.Field); is {
			all = append(all, f)
		}
	})
	return all
}

// submit presses Enter in the last field.
func (r *rig) submit() {
	fields := r.fields()
	r.app.env.Focus(fields[len(fields)-1])
	r.press(fyne.KeyReturn)
}

var number = regexp.MustCompile(`^[0-9]+$`)

// numbers are the texts that are nothing but a number.
func (r *rig) numbers() (all []int) {
	for _, text := range r.texts() {
		if number.MatchString(text) {
			n, _ := strconv.Atoi(text)
			all = append(all, n)
		}
	}
	return all
}

// background is what notices the mouse behind everything.
func (r *rig) background() (area desktop.Hoverable) {
	r.look(func(o fyne.CanvasObject) {
		if h, is := o.(desktop.Hoverable); is && area == nil {
			area = h
		}
	})
	return area
}
