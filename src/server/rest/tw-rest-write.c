/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adding, changing and deleting single records. */
#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-edit-options.h"
#include "tw-rest-private.h"

/* --- Pieces that bulk requests use, too --- */

static gboolean
fail_not_found (TwRestProblem *problem)
{
  tw_rest_problem_set (problem, 404, "not-found", _("There is no such record, or you may not see it."));
  return FALSE;
}

/* A tag of the list in If-Match, or "*". */
static gboolean
matches (const char *match, gint64 row_seq)
{
  g_auto (GStrv) tags = g_strsplit (match, ",", 20);
  g_autofree char *own = g_strdup_printf ("\"%" G_GINT64_FORMAT "\"", row_seq);

  for (guint i = 0; tags[i] != NULL; i++)
    if (strcmp (g_strstrip (tags[i]), own) == 0 || strcmp (tags[i], "*") == 0)
      return TRUE;
  return FALSE;
}

static gboolean
check_match (TwRecord *record, const char *match, TwRestProblem *problem)
{
  if (match == NULL || matches (match, tw_record_get_row_seq (record)))
    return TRUE;
  tw_rest_problem_set (problem, 412, "changed", _("The record changed since you read it. Read it again, then repeat the change."));
  return FALSE;
}

/* Fields for which nobody's word may be lost are changed only by who says what he has seen. */
static gboolean
check_strict (TwRecord *record, const char *match, TwRestProblem *problem)
{
  const TwEntity *entity = tw_record_get_entity (record);

  for (guint i = 0; match == NULL && i < entity->n_fields; i++)
    if (entity->fields[i]->merge == TW_MERGE_STRICT && tw_record_is_changed (record, entity->fields[i]))
      {
        tw_rest_problem_field (problem, entity->fields[i]->key, "if_match", _("This field is changed with If-Match only."));
        tw_rest_problem_set (problem, 428, "if-match", _("Send If-Match with the ETag of the record as you read it."));
        return FALSE;
      }
  return TRUE;
}

static gboolean
check_edit (TwRestCall *call, TwRecord *record, TwRestProblem *problem)
{
  g_autoptr (GError) error = NULL;

  if (tw_access_check_edit (call->access, record, &error))
    return TRUE;
  tw_rest_problem_error (problem, error);
  return FALSE;
}

TwRecord *
tw_rest_prepare_create (TwRestCall *call, const TwDocNode *body, const TwId *id, TwRestProblem *problem)
{
  g_autoptr (TwRecord) record = tw_record_new (call->entity);

  if (!tw_access_may (call->access, TW_RIGHT_CREATE, call->entity))
    {
      tw_rest_problem_set (problem, 403, "denied", _("You may not add such records."));
      return NULL;
    }
  if (id != NULL)
    tw_record_set_id (record, id);
  if (!tw_rest_take_fields (call, record, body, TW_REST_CREATE, problem) || !check_edit (call, record, problem))
    return NULL;
  return g_steal_pointer (&record);
}

TwRecord *
tw_rest_prepare_patch (TwRestCall *call, const TwId *id, const TwDocNode *body, const char *match, TwRestProblem *problem)
{
  g_autoptr (TwRecord) record = tw_rest_find (call, call->entity, id);

  if (record == NULL)
    {
      fail_not_found (problem);
      return NULL;
    }
  if (!check_match (record, match, problem) || !tw_rest_take_fields (call, record, body, TW_REST_PATCH, problem)
      || !check_strict (record, match, problem))
    return NULL;
  if (tw_record_has_changes (record) && !check_edit (call, record, problem))
    return NULL;
  return g_steal_pointer (&record);
}

TwRecord *
tw_rest_prepare_delete (TwRestCall *call, const TwId *id, const char *match, TwRestProblem *problem)
{
  g_autoptr (TwRecord) record = tw_rest_find (call, call->entity, id);

  if (record == NULL)
    {
      fail_not_found (problem);
      return NULL;
    }
  if (!tw_access_may (call->access, TW_RIGHT_DELETE, call->entity) || !tw_access_may_row (call->access, TW_RIGHT_DELETE, record))
    {
      tw_rest_problem_set (problem, 403, "denied", _("You may not delete this record."));
      return NULL;
    }
  return check_match (record, match, problem) ? g_steal_pointer (&record) : NULL;
}

static char *
title_of (TwRecord *record, gboolean remove)
{
  const char *label = tw_entity_get_label (tw_record_get_entity (record), FALSE);

  if (remove)
    return g_strdup_printf (_("Delete %s"), label);
  return g_strdup_printf (tw_record_is_new (record) ? _("Add %s") : _("Change %s"), label);
}

gboolean
tw_rest_commit (TwRestCall *call, TwRecord *record, gboolean remove, TwRestProblem *problem)
{
  g_autofree char *title = title_of (record, remove);
  TwEdit *edit = tw_edit_new (call->rest->store, TW_ORIGIN_PERSON, title);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwCommit) commit = NULL;

  tw_edit_set_stored_only (edit);
  if (remove)
    tw_edit_delete (edit, tw_record_get_entity (record), tw_record_get_id (record));
  else
    tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, &error);
  if (commit != NULL)
    return TRUE;
  tw_rest_problem_error (problem, error);
  return FALSE;
}

/* --- POST --- */

static void
create (TwRestCall *call, const TwDocNode *body, TwRestOnce *once, const TwId *id)
{
  g_auto (TwRestProblem) problem = { 0 };
  g_autoptr (TwRecord) record = once != NULL ? tw_rest_find (call, call->entity, id) : NULL;
  char text[TW_ID_TEXT_LENGTH + 1];
  g_autofree char *location = NULL;

  /* The server died after the commit of this very request. */
  if (record == NULL)
    {
      record = tw_rest_prepare_create (call, body, once != NULL ? id : NULL, &problem);
      if (record == NULL || !tw_rest_commit (call, record, FALSE, &problem))
        {
          tw_rest_once_drop (call, once);
          tw_rest_problem_answer (&problem, call->response);
          return;
        }
    }
  tw_id_print (tw_record_get_id (record), text);
  location = g_strdup_printf ("/api/crm/%s/%s", call->entity->plural, text);
  tw_response_set_header (call->response, "Location", location);
  if (tw_access_may_row (call->access, TW_RIGHT_READ, record))
    tw_rest_answer_record (call, record, 201);
  else
    {
      GString *json = g_string_new (NULL);

      g_string_printf (json, "{\"id\":\"%s\",\"row_seq\":%" G_GINT64_FORMAT "}", text, tw_record_get_row_seq (record));
      tw_response_set_status (call->response, 201);
      tw_response_take_json (call->response, json);
    }
  tw_rest_once_finish (call, once, 201, text, tw_record_get_row_seq (record));
}

static void
answer_create (TwRestCall *call)
{
  static const char *const names[] = { "fields", "computed", NULL };
  g_auto (TwRestFields) fields = { NULL, NULL };
  const TwDocNode *body = tw_request_parse_json (call->request, call->response);
  TwRestOnce *once = NULL;
  TwId id;

  /* The fields are looked at before the work: nothing is added when the answer cannot be given. */
  if (body != NULL && tw_rest_check_query (call, names) && tw_rest_fields_read (&fields, call, call->entity)
      && tw_rest_once_begin (call, &once, &id))
    create (call, body, once, &id);
}

void
tw_rest_handle_create (TwRequest *request, TwResponse *response, gpointer data)
{
  TwRestCall call;

  if (!tw_rest_begin (&call, data, request, response))
    return;
  answer_create (&call);
  tw_rest_end (&call);
}

/* --- PATCH and DELETE --- */

/* Nothing comes between the look at the record, or its tag, and the commit; writers of other records go on and share commits. */
static GMutex *
lock_record (TwRestCall *call, const TwId *id)
{
  GMutex *lock = &call->rest->locks[tw_id_hash (id) % TW_REST_N_LOCKS];

  g_mutex_lock (lock);
  return lock;
}

static void
answer_patch (TwRestCall *call)
{
  static const char *const names[] = { "fields", "computed", NULL };
  const char *match = tw_request_get_header (call->request, "If-Match");
  const TwDocNode *body = tw_request_parse_json (call->request, call->response);
  g_auto (TwRestFields) fields = { NULL, NULL };
  g_auto (TwRestProblem) problem = { 0 };
  g_autoptr (TwRecord) record = NULL;
  gboolean good;
  GMutex *lock;
  TwId id;

  if (body == NULL || !tw_rest_check_query (call, names) || !tw_rest_fields_read (&fields, call, call->entity)
      || !tw_rest_read_id (call, &id))
    return;
  lock = lock_record (call, &id);
  record = tw_rest_prepare_patch (call, &id, body, match, &problem);
  good = record != NULL && (!tw_record_has_changes (record) || tw_rest_commit (call, record, FALSE, &problem));
  g_mutex_unlock (lock);
  if (!good)
    tw_rest_problem_answer (&problem, call->response);
  else if (tw_access_may_row (call->access, TW_RIGHT_READ, record))
    tw_rest_answer_record (call, record, 200);
  else
    tw_response_set_status (call->response, 204);      /* he handed it to somebody whose records he may not see */
}

void
tw_rest_handle_patch (TwRequest *request, TwResponse *response, gpointer data)
{
  TwRestCall call;

  if (!tw_rest_begin (&call, data, request, response))
    return;
  answer_patch (&call);
  tw_rest_end (&call);
}

static void
answer_delete (TwRestCall *call)
{
  static const char *const names[] = { NULL };
  const char *match = tw_request_get_header (call->request, "If-Match");
  g_auto (TwRestProblem) problem = { 0 };
  g_autoptr (TwRecord) record = NULL;
  GMutex *lock;
  TwId id;

  if (!tw_rest_check_query (call, names) || !tw_rest_read_id (call, &id))
    return;
  lock = lock_record (call, &id);
  record = tw_rest_prepare_delete (call, &id, match, &problem);
  if (record != NULL && tw_rest_commit (call, record, TRUE, &problem))
    tw_response_set_status (call->response, 204);
  else
    tw_rest_problem_answer (&problem, call->response);
  g_mutex_unlock (lock);
}

void
tw_rest_handle_delete (TwRequest *request, TwResponse *response, gpointer data)
{
  TwRestCall call;

  if (!tw_rest_begin (&call, data, request, response))
    return;
  answer_delete (&call);
  tw_rest_end (&call);
}
