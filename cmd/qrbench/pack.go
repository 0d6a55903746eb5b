package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// grey is a picture of a pack.
type grey struct {
	name, truth   string // truth is the text, "" where it is not known
	width, height int
	luma          []byte
}

var errPack = errors.New("not a pack of pictures")

// readPack reads a pack file.
func readPack(path string) ([]grey, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	head, data, ok := bytes.Cut(data, []byte("\n"))
	count, err := strconv.Atoi(strings.TrimPrefix(string(head), "QRPK1 "))
	if !ok || err != nil {
		return nil, fmt.Errorf("%s: %w", path, errPack)
	}
	var pictures []grey
	for range count {
		p, rest, err := nextPicture(data)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		pictures, data = append(pictures, p), rest
	}
	return pictures, nil
}

func nextPicture(data []byte) (grey, []byte, error) {
	line, data, _ := bytes.Cut(data, []byte("\n"))
	fields := strings.Split(string(line), "\t")
	if len(fields) != 4 {
		return grey{}, nil, errPack
	}
	var n [3]int
	for i := range n {
		v, err := strconv.Atoi(fields[i+1])
		if err != nil || v < 0 || v > 1<<20 {
			return grey{}, nil, errPack
		}
		n[i] = v
	}
	w, h, truth := n[0], n[1], n[2]
	if truth+w*h > len(data) {
		return grey{}, nil, errPack
	}
	return grey{fields[0], string(data[:truth]), w, h, data[truth:][:w*h]}, data[truth+w*h:], nil
}
