// Package ui has the widgets, layouts and colours of the station's window and the
// window around them. It knows nothing of the program: not its words (texts come
// ready to be shown), not its pages, not the work.
//
// A [Window] has one [Screen] that fills it, at most one [Panel] over it and an
// [Owner], the program, which sees every key first. It embeds a [Style], which
// makes the widgets of that window, and a [Thread], the one way between the GUI
// thread and the rest of the program.
//
// The toolkit's layouts cannot say that the height of a text depends on its width.
// Those of this package can: build screens of [NewColumn], [NewRow], [NewStack],
// [Pad], [Sized], [Grow] and [NewSpacer].
package ui
