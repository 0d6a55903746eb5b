package scanner

import (
	"image"
	"image/color"
)

// PreviewWidth is the widest that a preview gets. A webcam's 1280×720 comes to
// half its size; the window then scales no more than it must.
const PreviewWidth = 640

// Preview makes the small picture of a frame that the window shows: the whole
// divisor of its size that brings it to [PreviewWidth] or less. It draws into
// dst where that is of the right size, into a new picture otherwise. A
// conversion of its own: the general ones cost three times as much and more.
func Preview(dst *image.RGBA, img image.Image) *image.RGBA {
	b := img.Bounds()
	step := previewStep(b.Dx())
	w, h := b.Dx()/step, b.Dy()/step
	if dst == nil || dst.Rect != image.Rect(0, 0, w, h) {
		dst = image.NewRGBA(image.Rect(0, 0, w, h))
	}
	if dst.Rect.Empty() {
		return dst
	}
	switch p := img.(type) {
	case *image.YCbCr:
		previewYCbCr(dst, p, step)
	case *image.RGBA:
		previewRGBA(dst, p, step)
	case *image.Gray:
		previewGray(dst, p, step)
	default:
		previewAny(dst, img, step)
	}
	return dst
}

func previewStep(width int) int {
	return max(1, (width+PreviewWidth-1)/PreviewWidth)
}

func previewYCbCr(dst *image.RGBA, p *image.YCbCr, step int) {
	left, w := p.Rect.Min.X, dst.Rect.Dx()
	below := 0
	if step > 1 {
		below = p.YStride
	}
	share := chromaShare(p.SubsampleRatio)
	for y := range dst.Rect.Dy() {
		sy := p.Rect.Min.Y + y*step
		out := dst.Pix[y*dst.Stride:][:4*w]
		luma := p.Y[p.YOffset(left, sy):]
		c := p.COffset(left, sy)
		cb, cr := p.Cb[c:], p.Cr[c:]
		first := left / share
		for x := range w {
			sx := x * step
			c := (left+sx)/share - first
			r, g, b := color.YCbCrToRGB(mean(luma, sx, below), cb[c], cr[c])
			o := out[4*x : 4*x+4 : 4*x+4]
			o[0], o[1], o[2], o[3] = r, g, b, 255
		}
	}
}

// chromaShare is how many pixels of a row share a sample of colour.
func chromaShare(ratio image.YCbCrSubsampleRatio) int {
	switch ratio {
	case image.YCbCrSubsampleRatio444, image.YCbCrSubsampleRatio440:
		return 1
	case image.YCbCrSubsampleRatio411, image.YCbCrSubsampleRatio410:
		return 4
	}
	return 2
}

// mean of a pixel and of the one below it to the right: half the cost of all
// four, and the modules of a code do not flicker as with one.
func mean(luma []byte, x, below int) byte {
	if below == 0 {
		return luma[x]
	}
	return byte((int(luma[x]) + int(luma[x+below+1]) + 1) / 2)
}

func previewGray(dst *image.RGBA, p *image.Gray, step int) {
	w := dst.Rect.Dx()
	for y := range dst.Rect.Dy() {
		row := p.Pix[p.PixOffset(p.Rect.Min.X, p.Rect.Min.Y+y*step):]
		out := dst.Pix[y*dst.Stride:][:4*w]
		for x := range w {
			v := row[x*step]
			o := out[4*x : 4*x+4 : 4*x+4]
			o[0], o[1], o[2], o[3] = v, v, v, 255
		}
	}
}

func previewRGBA(dst *image.RGBA, p *image.RGBA, step int) {
	w := dst.Rect.Dx()
	for y := range dst.Rect.Dy() {
		row := p.Pix[p.PixOffset(p.Rect.Min.X, p.Rect.Min.Y+y*step):]
		out := dst.Pix[y*dst.Stride:][:4*w]
		for x := range w {
			copy(out[4*x:4*x+4], row[4*x*step:])
		}
	}
}

func previewAny(dst *image.RGBA, img image.Image, step int) {
	min := img.Bounds().Min
	for y := range dst.Rect.Dy() {
		for x := range dst.Rect.Dx() {
			dst.Set(x, y, img.At(min.X+x*step, min.Y+y*step))
		}
	}
}
