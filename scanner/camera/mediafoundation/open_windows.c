//go:build cgo

// Opening a camera, and closing it.

#include "mf_internal.h"

// How long a driver may take to give back what it was asked for; after that its
// reader is let go of all the same.
#define FLUSH_MILLISECONDS 300

// The video processor turns any format into NV12; the older one, which
// MF_SOURCE_READER_ENABLE_VIDEO_PROCESSING asks for, makes RGB only. Hardware
// transforms stay off, as they are without being asked for: looking for them
// takes seconds on some laptops.
static HRESULT settings(mailbox *box, IMFAttributes **out) {
	IMFAttributes *a = NULL;
	HRESULT h = mf.attributes(&a, 3);
	if (SUCCEEDED(h))
		h = IMFAttributes_SetUnknown(a, &MF_SOURCE_READER_ASYNC_CALLBACK, (IUnknown *)mailbox_callback(box));
	if (SUCCEEDED(h)) h = IMFAttributes_SetUINT32(a, &MF_SOURCE_READER_ENABLE_ADVANCED_VIDEO_PROCESSING, TRUE);
	if (SUCCEEDED(h)) h = IMFAttributes_SetUINT32(a, &MF_LOW_LATENCY, TRUE);
	if (FAILED(h) && a) {
		IMFAttributes_Release(a);
		a = NULL;
	}
	*out = a;
	return h;
}

static HRESULT read_from(mf_camera *camera) {
	IMFAttributes *a;
	HRESULT h = settings(camera->box, &a);
	if (FAILED(h)) return h;
	h = mf.reader(camera->source, a, &camera->reader);
	IMFAttributes_Release(a);
	if (SUCCEEDED(h))
		h = IMFSourceReader_SetStreamSelection(camera->reader, (DWORD)MF_SOURCE_READER_ALL_STREAMS, FALSE);
	if (SUCCEEDED(h)) h = IMFSourceReader_SetStreamSelection(camera->reader, MF_STREAM, TRUE);
	return h;
}

mf_result mf_open(const mf_list *list, uint32_t i, mf_camera **out) {
	*out = NULL;
	mf_camera *camera = calloc(1, sizeof *camera);
	if (!camera) return E_OUTOFMEMORY;
	camera->device = list->devices[i];
	camera->box = mailbox_new();
	HRESULT h = camera->box ? S_OK : E_OUTOFMEMORY;
	if (SUCCEEDED(h)) h = IMFActivate_ActivateObject(camera->device, &IID_IMFMediaSource, (void **)&camera->source);
	if (SUCCEEDED(h)) h = read_from(camera);
	if (FAILED(h)) {
		mf_close(camera);
		return h;
	}
	*out = camera;
	return h;
}

void mf_close(mf_camera *camera) {
	mf_drop_sample(camera);
	if (camera->asked && SUCCEEDED(IMFSourceReader_Flush(camera->reader, MF_STREAM)))
		mailbox_wait_flushed(camera->box, FLUSH_MILLISECONDS);
	if (camera->reader) IMFSourceReader_Release(camera->reader);
	if (camera->source) {
		IMFMediaSource_Shutdown(camera->source);
		IMFMediaSource_Release(camera->source);
	}
	if (camera->device) IMFActivate_ShutdownObject(camera->device);
	if (camera->box) mailbox_release(camera->box);
	free(camera);
}
