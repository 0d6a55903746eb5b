//go:build cgo

// What the source reader calls when a sample has come. It may be called, and
// let go of, on any thread of the system, also after the camera was closed.

#include "mf_internal.h"

struct mailbox {
	IMFSourceReaderCallback callback; // first: the two are one address
	volatile LONG references;
	SRWLOCK lock;
	HANDLE full, flushed; // events, set by the callback, reset by who waited
	mf_answer answer;
	IMFSample *sample;
};

static HRESULT STDMETHODCALLTYPE query(IMFSourceReaderCallback *this, REFIID id, void **out) {
	if (!IsEqualIID(id, &IID_IUnknown) && !IsEqualIID(id, &IID_IMFSourceReaderCallback)) {
		*out = NULL;
		return E_NOINTERFACE;
	}
	IMFSourceReaderCallback_AddRef(this);
	*out = this;
	return S_OK;
}

static ULONG STDMETHODCALLTYPE add_ref(IMFSourceReaderCallback *this) {
	return InterlockedIncrement(&((mailbox *)this)->references);
}

static ULONG STDMETHODCALLTYPE release(IMFSourceReaderCallback *this) {
	mailbox *box = (mailbox *)this;
	LONG left = InterlockedDecrement(&box->references);
	if (left == 0) {
		if (box->sample) IMFSample_Release(box->sample);
		if (box->full) CloseHandle(box->full);
		if (box->flushed) CloseHandle(box->flushed);
		free(box);
	}
	return left;
}

static HRESULT STDMETHODCALLTYPE on_sample(IMFSourceReaderCallback *this, HRESULT result, DWORD stream, DWORD flags,
	LONGLONG time, IMFSample *sample) {
	(void)stream, (void)time;
	mailbox *box = (mailbox *)this;
	if (sample) IMFSample_AddRef(sample);
	AcquireSRWLockExclusive(&box->lock);
	IMFSample *old = box->sample;
	box->sample = sample;
	box->answer = (mf_answer){result, flags, sample != NULL};
	ReleaseSRWLockExclusive(&box->lock);
	if (old) IMFSample_Release(old);
	SetEvent(box->full);
	return S_OK;
}

static HRESULT STDMETHODCALLTYPE on_flush(IMFSourceReaderCallback *this, DWORD stream) {
	(void)stream;
	SetEvent(((mailbox *)this)->flushed);
	return S_OK;
}

static HRESULT STDMETHODCALLTYPE on_event(IMFSourceReaderCallback *this, DWORD stream, IMFMediaEvent *event) {
	(void)this, (void)stream, (void)event;
	return S_OK;
}

static IMFSourceReaderCallbackVtbl table = {query, add_ref, release, on_sample, on_flush, on_event};

mailbox *mailbox_new(void) {
	mailbox *box = calloc(1, sizeof *box);
	if (!box) return NULL;
	box->callback.lpVtbl = &table;
	box->references = 1;
	InitializeSRWLock(&box->lock);
	box->full = CreateEventW(NULL, FALSE, FALSE, NULL);
	box->flushed = CreateEventW(NULL, FALSE, FALSE, NULL);
	if (!box->full || !box->flushed) {
		release(&box->callback);
		return NULL;
	}
	return box;
}

IMFSourceReaderCallback *mailbox_callback(mailbox *box) { return &box->callback; }

BOOL mailbox_wait(mailbox *box, DWORD milliseconds, mf_answer *answer, IMFSample **sample) {
	if (WaitForSingleObject(box->full, milliseconds) != WAIT_OBJECT_0) return FALSE;
	AcquireSRWLockExclusive(&box->lock);
	*answer = box->answer;
	*sample = box->sample;
	box->sample = NULL;
	ReleaseSRWLockExclusive(&box->lock);
	return TRUE;
}

void mailbox_wait_flushed(mailbox *box, DWORD milliseconds) { WaitForSingleObject(box->flushed, milliseconds); }

void mailbox_release(mailbox *box) { release(&box->callback); }
