//go:build cgo

// Asking for samples, and their memory.

#include "mf_internal.h"

mf_result mf_ask(mf_camera *camera) {
	camera->asked = TRUE;
	return IMFSourceReader_ReadSample(camera->reader, MF_STREAM, 0, NULL, NULL, NULL, NULL);
}

int mf_wait(mf_camera *camera, uint32_t milliseconds, mf_answer *answer) {
	IMFSample *sample;
	if (!mailbox_wait(camera->box, milliseconds, answer, &sample)) return 0;
	mf_drop_sample(camera);
	camera->sample = sample;
	return 1;
}

void mf_drop_sample(mf_camera *camera) {
	mf_unlock(camera);
	if (camera->sample) IMFSample_Release(camera->sample);
	camera->sample = NULL;
}

// lock_planes locks a buffer that knows how its rows lie.
static HRESULT lock_planes(mf_camera *camera, mf_memory *m) {
	BYTE *top, *start;
	LONG pitch;
	DWORD length;
	HRESULT h = IMF2DBuffer2_Lock2DSize(camera->planes, MF2DBuffer_LockFlags_Read, &top, &pitch, &start, &length);
	if (SUCCEEDED(h)) *m = (mf_memory){start, length, top - start, pitch};
	return h;
}

// lock_bytes locks one that does not.
static HRESULT lock_bytes(mf_camera *camera, mf_memory *m) {
	BYTE *start;
	DWORD length;
	HRESULT h = IMFMediaBuffer_Lock(camera->buffer, &start, NULL, &length);
	if (FAILED(h)) return h;
	LONG pitch = camera->stride;
	int64_t top = pitch < 0 ? ((int64_t)camera->rows - 1) * -(int64_t)pitch : 0;
	*m = (mf_memory){start, length, top, pitch};
	return h;
}

mf_result mf_lock(mf_camera *camera, mf_memory *m) {
	HRESULT h = IMFSample_ConvertToContiguousBuffer(camera->sample, &camera->buffer);
	if (FAILED(h)) return h;
	if (FAILED(IMFMediaBuffer_QueryInterface(camera->buffer, &IID_IMF2DBuffer2, (void **)&camera->planes)))
		camera->planes = NULL;
	h = camera->planes ? lock_planes(camera, m) : lock_bytes(camera, m);
	if (FAILED(h)) {
		if (camera->planes) IMF2DBuffer2_Release(camera->planes);
		IMFMediaBuffer_Release(camera->buffer);
		camera->planes = NULL, camera->buffer = NULL;
	}
	return h;
}

void mf_unlock(mf_camera *camera) {
	if (!camera->buffer) return;
	if (camera->planes) {
		IMF2DBuffer2_Unlock2D(camera->planes);
		IMF2DBuffer2_Release(camera->planes);
	} else {
		IMFMediaBuffer_Unlock(camera->buffer);
	}
	IMFMediaBuffer_Release(camera->buffer);
	camera->planes = NULL, camera->buffer = NULL;
}
