// Package table reads tables as offices have them: lists of people that came out
// of a spreadsheet, of a database, of somebody's hand. It is the one reader of the
// registry's import and of lists of people for a session.
//
// [Open] tells what a file is: text with separators (UTF-8 with and without a
// mark, UTF-16, Windows-1252 where it is said), an XLSX workbook, or JSON Lines. It
// finds the row with the headings, whatever stands above it, by the headings that
// the caller knows. [Table.Rows] then gives one row after the other, any number of
// times, and holds no more than one of them: what is wrong with a row is part of
// it and never hides the next.
//
// The readers of values ([NIK], [Values.Date], [Choice.Read], [Text]) take what
// can mean one thing only, and say otherwise what is meant. They take no guess.
//
// Files are personal data. Errors of this package name rows, columns and reasons;
// what stood in a cell is in [Fault.Read] alone, which is for a person's screen
// and for the file that is mended, and never for a log.
package table
