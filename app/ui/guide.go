package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// guideShare is the guide's side as a share of the picture's shorter side.
const guideShare = 0.62

// pictureRect is where the picture lies in the widget, its sides kept in
// proportion.
func (p *LivePicture) pictureRect() (fyne.Position, fyne.Size) {
	size := p.Size()
	if p.picture.Image == nil {
		return fyne.Position{}, size
	}
	b := p.picture.Image.Bounds()
	scale := min(size.Width/float32(b.Dx()), size.Height/float32(b.Dy()))
	w, h := float32(b.Dx())*scale, float32(b.Dy())*scale
	return fyne.NewPos((size.Width-w)/2, (size.Height-h)/2), fyne.NewSize(w, h)
}

// placeGuide draws the four corners of the frame in which the code should be.
func (p *LivePicture) placeGuide() {
	at, size := p.pictureRect()
	side := guideShare * min(size.Width, size.Height)
	arm := side / 7
	left, top := at.X+(size.Width-side)/2, at.Y+(size.Height-side)/2
	for i := range 4 {
		x, dx := left, arm
		if i%2 == 1 {
			x, dx = left+side, -arm
		}
		y, dy := top, arm
		if i/2 == 1 {
			y, dy = top+side, -arm
		}
		stretch(p.guide[2*i], x, y, x+dx, y)
		stretch(p.guide[2*i+1], x, y, x, y+dy)
	}
	for _, l := range p.guide {
		l.Hidden = p.covered
	}
}

// placeOutline draws the code where it was found.
func (p *LivePicture) placeOutline() {
	show := p.found && p.picture.Image != nil && !p.covered
	at, size := p.pictureRect()
	scale := float32(1)
	if show {
		scale = size.Width / float32(p.picture.Image.Bounds().Dx())
	}
	for i, l := range p.outline {
		l.Hidden = !show
		from, to := p.corners[i%4], p.corners[(i+1)%4]
		stretch(l, at.X+float32(from.X)*scale, at.Y+float32(from.Y)*scale,
			at.X+float32(to.X)*scale, at.Y+float32(to.Y)*scale)
	}
}

func stretch(l *canvas.Line, x1, y1, x2, y2 float32) {
	l.Position1, l.Position2 = fyne.NewPos(x1, y1), fyne.NewPos(x2, y2)
	l.Refresh()
}
