// Package detect finds and reads QR codes in grey pictures, as they come from a
// webcam: turned, in perspective, blurred, far away, on a curved or a badly lit
// screen. It needs nothing but the bytes of the luma plane:
//
//	reader := detect.NewReader()
//	for _, code := range reader.Still(detect.Image{Pix: luma, Stride: stride, Width: w, Height: h}) {
//		fmt.Println(code.Text, code.Corners)
//	}
//
// [Reader.Still] does all it can for a picture. [Reader.Live] is for the frames
// of a camera: it looks where the last code was, lets its costly stages take
// turns, and allocates nothing once it is warm. Both give every code that they
// see, the one nearest to the middle first.
//
// The way from the pixels to the text:
//
//   - a pyramid of full, half, quarter … size, and a threshold for each tile of
//     8×8 pixels, weighed by contrast (pyramid, threshold);
//   - rows are searched for 1:1:3:1:1, dark on light and light on dark at once
//     (edges, search), and what is found is measured in 24 directions (finder);
//   - three patterns whose shapes point at each other make a triple (triple);
//     where one is hidden it is guessed from the other two (guess);
//   - the timing patterns tell the version and the perspective (timing), the
//     alignment patterns the rest (align), and the borders between modules what
//     is still off (register);
//   - each module's grey is compared with the dark and the light ones around it
//     (slice), blur being undone by weights that the code itself teaches (equalise);
//   - the format is the one that agrees best (format), Reed-Solomon mends errors
//     and what is too unclear to tell (codewords, rs), and gozxing's parser
//     makes the text (text).
//
// Texts are valid UTF-8. Micro QR and rMQR codes are not read.
package detect
