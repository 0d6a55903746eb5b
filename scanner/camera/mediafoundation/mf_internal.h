// What the C files share.
#ifndef STATION_MF_INTERNAL_H
#define STATION_MF_INTERNAL_H

#define COBJMACROS
#define WINVER 0x0A00
#define _WIN32_WINNT 0x0A00
#include <windows.h>
#include <mfapi.h>
#include <mfidl.h>
#include <mfreadwrite.h>
#include <mferror.h>

#include "mf.h"

// The functions of Media Foundation, found when mf_begin first ran.
struct mf_functions {
	HRESULT(WINAPI *startup)(ULONG, DWORD);
	HRESULT(WINAPI *shutdown)(void);
	HRESULT(WINAPI *attributes)(IMFAttributes **, UINT32);
	HRESULT(WINAPI *media_type)(IMFMediaType **);
	HRESULT(WINAPI *devices)(IMFAttributes *, IMFActivate ***, UINT32 *);
	HRESULT(WINAPI *reader)(IMFMediaSource *, IMFAttributes *, IMFSourceReader **);
};
extern struct mf_functions mf;

struct mf_list {
	IMFActivate **devices;
	UINT32 length;
};

// The mailbox takes the answers of a source reader: one at a time, since the
// next sample is asked for when the last has been taken.
typedef struct mailbox mailbox;
mailbox *mailbox_new(void);
IMFSourceReaderCallback *mailbox_callback(mailbox *box);
BOOL mailbox_wait(mailbox *box, DWORD milliseconds, mf_answer *answer, IMFSample **sample);
void mailbox_wait_flushed(mailbox *box, DWORD milliseconds);
void mailbox_release(mailbox *box);

struct mf_camera {
	IMFActivate *device; // owned by the list
	IMFMediaSource *source;
	IMFSourceReader *reader;
	mailbox *box;
	IMFSample *sample;
	IMFMediaBuffer *buffer; // locked, or NULL
	IMF2DBuffer2 *planes;	// the same, where it knows of rows
	LONG stride;			// where it does not
	UINT32 rows;
	BOOL asked; // once at least
};

void mf_drop_sample(mf_camera *camera);

#define MF_STREAM ((DWORD)MF_SOURCE_READER_FIRST_VIDEO_STREAM)

#endif
