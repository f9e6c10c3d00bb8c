/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Carrying one file, a piece at a time. What a crash leaves is the part on the receiving side; where to go on is asked there, up
 * from the server, down from the own disk. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "tw-blobs.h"
#include "tw-sync-private.h"

#define FIRST_PIECE    (1024 * 1024)
#define SMALLEST_PIECE (64 * 1024)
#define LARGEST_PIECE  (4 * 1024 * 1024)
#define QUICK          (G_USEC_PER_SEC / 4)             /* a piece that took less may be larger next time */
#define SLOW           (4 * G_USEC_PER_SEC)
#define MAX_MISSES     3
#define MAX_PAUSE_MS   300000
#define AWAITED_SECONDS 300
#define FAILED_SECONDS 20
#define UNKNOWN_SECONDS 60

typedef enum { WORK_READ, WORK_ADD, WORK_SAVE, WORK_VERIFY } WorkKind;

typedef struct
{
  TwSync        *sync;
  TwSyncLane    *lane;
  guint          round;
  WorkKind       kind;
  TwReplicaFile *file;                                 /* as it is to be written */
  GBytes        *piece;                                /* nullable */
  gint64         offset, size, length;
  guint          n;
  GError        *error;
  gboolean ran;
} Work;

/* --- Off the engine's thread --- */

static void
read_piece (Work *work)
{
  g_autofree char *path = tw_store_dup_blob_path (work->sync->store, work->file->hash);
  int fd = path != NULL ? open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) : -1;
  guint8 *data = g_malloc (work->n);
  guint have = 0;
  gssize n = 1;

  while (fd >= 0 && have < work->n && n > 0)
    {
      n = pread (fd, data + have, work->n - have, work->offset + have);
      if (n < 0 && errno == EINTR)
        n = 1;
      else if (n > 0)
        have += (guint) n;
    }
  if (fd >= 0)
    close (fd);
  if (have == work->n)
    work->piece = g_bytes_new_take (g_steal_pointer (&data), have);
  else
    g_set_error_literal (&work->error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND, _("The file on this device cannot be read."));
  g_free (data);
}

static void
settle_file (TwReplicaFile *file, TwFileState state, const char *problem)
{
  file->state = state;
  file->wanted = file->wanted && state != TW_FILE_DONE;
  g_clear_pointer (&file->device, g_free);
  g_free (file->problem);
  file->problem = g_strdup (problem);
}

static void
add_piece (Work *work)
{
  gboolean learnt = work->file->size != work->size;

  if (!tw_store_add_part (work->sync->store, &tw_id_nil, work->file->hash, work->offset, work->piece, work->size, &work->length, &work->error))
    return;
  work->file->size = work->size;
  if (work->length == work->size)
    settle_file (work->file, TW_FILE_DONE, NULL);
  if (work->length == work->size || learnt)
    tw_replica_put_file (work->sync->store, work->file, &work->error);
}

static void
run_work (gpointer data, gpointer unused)
{
  Work *work = data;

  /* A piece that is added is not added once more. */
  if (work->ran)
    return;
  work->ran = TRUE;
  switch (work->kind)
    {
    case WORK_READ:
      read_piece (work);
      break;
    case WORK_ADD:
      add_piece (work);
      break;
    case WORK_SAVE:
      tw_replica_put_file (work->sync->store, work->file, &work->error);
      break;
    case WORK_VERIFY:
      tw_store_verify_blob (work->sync->store, work->file->hash, &work->error);
      break;
    }
}

static void finish_work (gpointer data, gpointer unused);
static void sent_replied (TwReply *reply, gpointer data);

static Work *
work_new (TwSync *sync, TwSyncLane *lane, WorkKind kind)
{
  Work *work = g_new0 (Work, 1);

  work->sync = g_object_ref (sync);
  work->lane = lane;
  work->round = sync->round;
  work->kind = kind;
  work->file = tw_replica_file_copy (lane->file);
  work->offset = lane->offset;
  work->size = lane->size;
  return work;
}

static void
work_free (Work *work)
{
  tw_replica_file_free (work->file);
  g_clear_pointer (&work->piece, g_bytes_unref);
  g_clear_error (&work->error);
  g_object_unref (work->sync);
  g_free (work);
}

static void
work_run (Work *work)
{
  work->sync->env.work (run_work, finish_work, work, work->sync->env.data);
}

/* --- Where a file's way ends --- */

void
tw_sync_lane_release (TwSyncLane *lane)
{
  g_clear_pointer (&lane->file, tw_replica_file_free);
  lane->busy = lane->dropped = lane->asked = lane->again = FALSE;
  lane->offset = 0;
  lane->size = -1;
  lane->misses = 0;
}

/* The lane is free for the next file. */
static void
end_lane (TwSync *sync, TwSyncLane *lane)
{
  g_autofree char *hash = g_strdup (lane->file->hash);
  gboolean again = lane->again;

  tw_sync_lane_release (lane);
  if (again)
    tw_sync_want_file (sync, hash, NULL);
  tw_sync_files_go (sync);
  if (lane->file != NULL)
    tw_sync_tell_file (sync, lane->file->hash);
}

/* Writes the state and ends. */
static void
settle_lane (TwSync *sync, TwSyncLane *lane, TwFileState state, const char *problem)
{
  Work *work = work_new (sync, lane, WORK_SAVE);

  settle_file (work->file, state, problem);
  if (state == TW_FILE_REFUSED)
    tw_sync_files_refused (sync, work->file->hash);
  if (lane->size >= 0)
    work->file->size = lane->size;
  work_run (work);
}

/* Not now: what came stays, and the lane goes on after a pause, each time a longer one. */
static void
fail_lane (TwSync *sync, TwSyncLane *lane, TwReply *reply, const char *sentence)
{
  guint failures = ++lane->failures;
  double most = MIN (MAX_PAUSE_MS, 1000.0 * (1u << MIN (failures, 20)));
  gint64 pause = (gint64) (sync->env.random (sync->env.data) * most);
  g_autofree char *own = sentence == NULL && reply != NULL ? tw_reply_dup_sentence (reply) : NULL;
  gboolean tell = reply == NULL || reply->status != 0;
  Work *work;

  if (sentence == NULL)
    sentence = own;
  if (reply != NULL && reply->retry_after >= 0)
    pause += MIN (reply->retry_after, 3600) * 1000;
  lane->after = sync->env.ticks (sync->env.data) + pause * 1000;
  lane->piece = MAX (SMALLEST_PIECE, lane->piece / 2);
  /* It may be this file alone: the others go before it is tried again. */
  if (tell)
    tw_sync_files_rest (sync, lane->file->hash, pause / 1000 + FAILED_SECONDS);
  if (!tell || g_strcmp0 (lane->file->problem, sentence) == 0)
    {
      end_lane (sync, lane);
      return;
    }
  tw_sync_note (sync, "%s", sentence);
  work = work_new (sync, lane, WORK_SAVE);
  g_free (work->file->problem);
  work->file->problem = g_strdup (sentence);
  work_run (work);
}

/* The pieces are not taken although they were the right ones a moment ago. */
static void
miss (TwSync *sync, TwSyncLane *lane)
{
  lane->asked = FALSE;
  if (++lane->misses > MAX_MISSES)
    fail_lane (sync, lane, NULL, _("The file keeps being interrupted. Trying again later."));
  else
    tw_sync_lane_next (sync, lane);
}

/* On to the next piece, through the engine: records go first. */
static void
continue_lane (TwSync *sync, TwSyncLane *lane, gint64 offset)
{
  gint64 took = sync->env.ticks (sync->env.data) - lane->begun;

  if (took < QUICK)
    lane->piece = MIN (lane->piece * 2, LARGEST_PIECE);
  else if (took > SLOW)
    lane->piece = MAX (lane->piece / 2, SMALLEST_PIECE);
  lane->offset = offset;
  lane->misses = lane->failures = 0;
  lane->busy = FALSE;
  tw_sync_files_go (sync);
  if (lane->file != NULL)
    tw_sync_tell_file (sync, lane->file->hash);
}

/* --- What came back --- */

static void
finish_add (Work *work)
{
  TwSync *sync = work->sync;
  TwSyncLane *lane = work->lane;

  if (work->error == NULL && work->length == work->size)
    {
      lane->failures = 0;
      end_lane (sync, lane);
    }
  else if (work->error == NULL)
    {
      lane->file->size = work->size;
      continue_lane (sync, lane, work->length);
    }
  else
    fail_lane (sync, lane, NULL, work->error->message);
}

static void
finish_work (gpointer data, gpointer unused)
{
  Work *work = data;
  TwSync *sync = work->sync;
  TwSyncLane *lane = work->lane;

  if (work->round != sync->round)
    ;
  else if (lane->dropped)
    {
      /* What was written meanwhile did not know of that. */
      if (work->file->state != TW_FILE_DONE)
        settle_file (work->file, TW_FILE_STOPPED, NULL);
      tw_replica_put_file (sync->store, work->file, NULL);
      end_lane (sync, lane);
    }
  else if (work->kind == WORK_ADD)
    finish_add (work);
  else if (work->kind == WORK_VERIFY && work->error == NULL && !lane->asked)
    tw_sync_lane_next (sync, lane);                     /* it was not for its bytes that it was refused */
  else if (work->kind == WORK_VERIFY && work->error == NULL)
    miss (sync, lane);                                  /* it was spoilt on the way */
  else if (work->kind == WORK_VERIFY || (work->kind == WORK_READ && work->error != NULL))
    settle_lane (sync, lane, TW_FILE_REFUSED, work->error->message);
  else if (work->kind == WORK_READ)
    {
      g_autofree char *path = g_strconcat ("/sync/v1/blobs/", lane->file->hash, NULL), *range = NULL;
      gsize length = g_bytes_get_size (work->piece);

      range = g_strdup_printf ("bytes %" G_GINT64_FORMAT "-%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT, lane->offset,
                               lane->offset + (gint64) length - 1, lane->size);
      tw_sync_request_piece (sync, "PUT", path, work->piece, length > 0 ? range : NULL, sent_replied);
    }
  else
    {
      if (work->error != NULL)
        tw_sync_note (sync, "%s", work->error->message);
      end_lane (sync, lane);
    }
  work_free (work);
}

/* Also when a person stopped it meanwhile: then there is nothing to do with the answer. */
static gboolean
is_over (TwSync *sync, TwSyncLane *lane)
{
  if (!lane->dropped)
    return FALSE;
  end_lane (sync, lane);
  return TRUE;
}

/* How far is it at the server? */
static void
asked_replied (TwReply *reply, gpointer data)
{
  TwSync *sync = data;
  TwSyncLane *lane = &sync->lanes[TW_LANE_UP];

  if (is_over (sync, lane))
    ;
  /* A page of a proxy knows nothing of offsets. */
  else if (reply->status == 200 && reply->offset == lane->size)
    settle_lane (sync, lane, TW_FILE_DONE, NULL);
  else if (reply->status == 404 && reply->offset >= 0)
    {
      lane->asked = TRUE;
      /* All of it is there, but was not looked at: any piece makes the server do so. */
      lane->offset = reply->offset < lane->size ? reply->offset : MAX (lane->size - lane->piece, 0);
      tw_sync_lane_next (sync, lane);
    }
  else
    fail_lane (sync, lane, reply, NULL);
  tw_reply_free (reply);
}

/* Not of a proxy, which may say anything. */
static gboolean
is_ours (TwReply *reply)
{
  g_autofree char *type = tw_reply_dup_type (reply);

  return type != NULL && g_str_has_prefix (type, "tag:tradewind,");
}

static void
sent_replied (TwReply *reply, gpointer data)
{
  TwSync *sync = data;
  TwSyncLane *lane = &sync->lanes[TW_LANE_UP];
  g_autofree char *detail = NULL;

  if (is_over (sync, lane))
    ;
  else if (reply->status == 201 && reply->offset == lane->size)
    {
      lane->failures = 0;
      tw_sync_touch (sync);
      settle_lane (sync, lane, TW_FILE_DONE, NULL);
    }
  else if (reply->status == 202 && reply->offset > lane->offset && reply->offset < lane->size)
    {
      tw_sync_touch (sync);
      continue_lane (sync, lane, reply->offset);
    }
  else if (reply->status == 409 && reply->offset >= 0)
    miss (sync, lane);
  else if (reply->status == 422)
    work_run (work_new (sync, lane, WORK_VERIFY));
  else if ((reply->status == 413 || reply->status == 403) && is_ours (reply))
    {
      detail = tw_reply_dup_sentence (reply);
      if (g_strcmp0 (lane->file->problem, detail) != 0)
        tw_sync_note (sync, "%s", detail);
      settle_lane (sync, lane, TW_FILE_REFUSED, detail);
    }
  else
    fail_lane (sync, lane, reply, NULL);
  tw_reply_free (reply);
}

static gboolean
note_ref (const TwField *field, const TwId *id, gpointer data)
{
  *(gboolean *) data = TRUE;
  return FALSE;
}

/* The server does not give it. Its device may be known; if not, the record is on its way there, or was taken from the person. */
static void
take_absence (TwSync *sync, TwSyncLane *lane, TwReply *reply)
{
  g_autofree char *device = tw_reply_dup_device (reply);
  /* A wake that overtook the answer may have meant this very file. */
  gboolean named = FALSE, woken = lane->wakes != sync->files_wakes;
  Work *work;

  /* It may have come to this device by another way since it was asked for: then it is the one that sends it. */
  if (tw_store_get_blob_size (sync->store, lane->file->hash) >= 0)
    {
      settle_lane (sync, lane, TW_FILE_SEND, NULL);
      return;
    }
  if (device != NULL)
    {
      tw_sync_files_rest (sync, lane->file->hash, woken ? TW_FILES_WAKE_SECONDS : AWAITED_SECONDS);
      work = work_new (sync, lane, WORK_SAVE);
      settle_file (work->file, TW_FILE_AWAITED, NULL);
      work->file->device = g_steal_pointer (&device);
      work_run (work);
      return;
    }
  tw_store_find_blob_refs (sync->store, lane->file->hash, note_ref, &named, NULL);
  if (named)
    tw_sync_files_rest (sync, lane->file->hash, woken ? TW_FILES_WAKE_SECONDS : UNKNOWN_SECONDS);
  else
    tw_replica_forget_file (sync->store, lane->file->hash, NULL);
  end_lane (sync, lane);
}

static void
take_piece (TwSync *sync, TwSyncLane *lane, TwReply *reply)
{
  Work *work;

  lane->size = reply->size;
  /* A page of a proxy has a whole body, too, until it is looked at. */
  if (reply->status == 206)
    tw_sync_touch (sync);
  work = work_new (sync, lane, lane->file->wanted || sync->files_policy != TW_FILES_SMALL || reply->size <= TW_FILES_SMALL_BYTES
                   ? WORK_ADD : WORK_SAVE);
  work->file->size = work->kind == WORK_SAVE ? reply->size : lane->file->size;
  work->piece = g_bytes_ref (reply->body);
  work_run (work);
}

static void
got_replied (TwReply *reply, gpointer data)
{
  TwSync *sync = data;
  TwSyncLane *lane = &sync->lanes[TW_LANE_DOWN];
  gsize length = reply->body != NULL ? g_bytes_get_size (reply->body) : 0;

  if (is_over (sync, lane))
    ;
  else if ((reply->status == 206 && reply->size >= 0 && length > 0 && lane->offset + (gint64) length <= reply->size)
           || (reply->status == 200 && lane->offset == 0 && reply->size == (gint64) length))
    take_piece (sync, lane, reply);
  else if (reply->status == 404)
    take_absence (sync, lane, reply);
  else if (reply->status == 416)
    {
      /* More is here than the file has, or all of it is and was not looked at. */
      lane->size = reply->size;
      if (reply->size == lane->offset)
        {
          g_clear_pointer (&reply->body, g_bytes_unref);
          reply->body = g_bytes_new_static ("", 0);
          take_piece (sync, lane, reply);
        }
      else
        {
          tw_store_drop_part (sync->store, &tw_id_nil, lane->file->hash);
          lane->offset = 0;
          miss (sync, lane);
        }
    }
  else
    fail_lane (sync, lane, reply, NULL);
  tw_reply_free (reply);
}

/* --- Going on --- */

static guint
get_piece (TwSync *sync, TwSyncLane *lane)
{
  if (sync->env.piece != 0)
    return sync->env.piece;
  if (lane->piece == 0)
    lane->piece = FIRST_PIECE;
  /* Perhaps it is for nothing. */
  if (lane->file->state == TW_FILE_REFUSED && lane->offset == 0)
    return SMALLEST_PIECE;
  return lane->piece;
}

void
tw_sync_lane_next (TwSync *sync, TwSyncLane *lane)
{
  g_autofree char *path = g_strconcat ("/sync/v1/blobs/", lane->file->hash, NULL), *range = NULL;
  gint64 piece = get_piece (sync, lane);

  lane->busy = TRUE;
  lane->begun = sync->env.ticks (sync->env.data);
  lane->wakes = sync->files_wakes;
  if (lane->up && !lane->asked)
    tw_sync_request_piece (sync, "HEAD", path, NULL, NULL, asked_replied);
  else if (lane->up)
    {
      Work *work = work_new (sync, lane, WORK_READ);

      work->n = (guint) MIN (piece, lane->size - lane->offset);
      work_run (work);
    }
  else
    {
      range = g_strdup_printf ("bytes=%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT, lane->offset, lane->offset + piece - 1);
      tw_sync_request_piece (sync, "GET", path, NULL, range, got_replied);
    }
}

void
tw_sync_lane_begin (TwSync *sync, TwSyncLane *lane)
{
  const char *hash = lane->file->hash;

  lane->size = lane->up ? tw_store_get_blob_size (sync->store, hash) : lane->file->size;
  lane->offset = lane->up ? 0 : tw_store_get_part (sync->store, &tw_id_nil, hash);
  if (lane->up && lane->size < 0)
    {
      /* It was removed meanwhile: it is one of those that are to be fetched. */
      lane->busy = TRUE;
      settle_lane (sync, lane, TW_FILE_FETCH, NULL);
    }
  else if (lane->up && lane->file->state == TW_FILE_REFUSED)
    {
      lane->busy = TRUE;
      work_run (work_new (sync, lane, WORK_VERIFY));
    }
  else if (!lane->up && tw_store_get_blob_size (sync->store, hash) >= 0)
    {
      lane->busy = TRUE;
      settle_lane (sync, lane, TW_FILE_SEND, NULL);
    }
  else
    tw_sync_lane_next (sync, lane);
  if (lane->file != NULL)
    tw_sync_tell_file (sync, lane->file->hash);
}
