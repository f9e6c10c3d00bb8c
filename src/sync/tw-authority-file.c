/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files at the server: who may have which, and taking them in pieces.
 *
 * A file is known by its hash, but knowing a hash is no right: it is given to those who can see a record that names it, in a
 * field that they may read. Whether a file is here is told to nobody else; each person uploads into a part of his own, so that
 * what one sends can neither spoil nor show what another sends. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-authority-private.h"
#include "tw-blobs.h"
#include "tw-file-policy.h"

#define MAX_PARTS 64                                   /* files of one person that are under way */

typedef struct
{
  TwAuthority *authority;
  TwAccess    *access;
  gboolean     visible;
} Look;

static gboolean
look_at_ref (const TwField *field, const TwId *id, gpointer data)
{
  Look *look = data;
  g_autoptr (TwRecord) record = NULL;

  if (!tw_access_may (look->access, TW_RIGHT_READ, field->entity) || tw_access_field (look->access, field) == TW_FIELD_HIDDEN)
    return TRUE;
  record = tw_store_get (look->authority->store, field->entity, id, NULL);
  look->visible = record != NULL && tw_access_may_row (look->access, TW_RIGHT_READ, record);
  return !look->visible;
}

static gboolean
may_write_files (TwAuthority *authority, TwAccess *access)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (authority->store);

  for (guint e = 0; e < tw_schema_get_n_entities (schema); e++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (schema, e);

      if (!tw_access_may (access, TW_RIGHT_CREATE, entity) && !tw_access_may (access, TW_RIGHT_CHANGE, entity))
        continue;
      for (guint f = 0; f < entity->n_fields; f++)
        if (tw_field_is_file (entity->fields[f]) && tw_access_field (access, entity->fields[f]) == TW_FIELD_EDIT)
          return TRUE;
    }
  return FALSE;
}

/* What the administrator has set; the first piece tells what the file is. */
static gboolean
check_policy (TwAuthority *authority, gint64 offset, GBytes *piece, gint64 size, GError **error)
{
  g_autoptr (GError) local = NULL;
  TwFilePolicy policy;
  gsize length;
  const guint8 *head = g_bytes_get_data (piece, &length);

  tw_file_policy_load (authority->store, &policy);
  if (!tw_file_policy_check_size (&policy, size, &local))
    g_set_error_literal (error, TW_AUTHORITY_ERROR, TW_AUTHORITY_ERROR_TOO_LARGE, local->message);
  else if (offset == 0 && !tw_file_policy_check_type (&policy, NULL, head, MIN (length, 4096), &local))
    g_set_error_literal (error, TW_AUTHORITY_ERROR, TW_AUTHORITY_ERROR_DENIED, local->message);
  return local == NULL;
}

/**
 * tw_authority_set_max_file:
 * @authority: the server
 * @bytes: the largest file that is taken
 */
void
tw_authority_set_max_file (TwAuthority *authority, gint64 bytes)
{
  authority->max_file = bytes;
}

/**
 * tw_authority_find_file:
 * @authority: the server
 * @user: who asks
 * @hash: of the file
 * @size: (out): its bytes, with %TW_AUTHORITY_FILE_HERE
 * @device: (out) (transfer full) (nullable): with %TW_AUTHORITY_FILE_AWAITED the name of the device that has it, if that is known
 * @error: the store's trouble
 *
 * Returns: %TW_AUTHORITY_FILE_NONE when no record that the user can see names the file, whether it is here or not, and with @error
 */
TwAuthorityFile
tw_authority_find_file (TwAuthority *authority, const TwId *user, const char *hash, gint64 *size, char **device, GError **error)
{
  g_autoptr (TwAccess) access = tw_access_cache_get (authority->access, user, NULL, error);
  Look look = { authority, access, FALSE };

  *size = -1;
  *device = NULL;
  if (access == NULL || !tw_store_find_blob_refs (authority->store, hash, look_at_ref, &look, error) || !look.visible)
    return TW_AUTHORITY_FILE_NONE;
  *size = tw_store_get_blob_size (authority->store, hash);
  if (*size >= 0)
    return TW_AUTHORITY_FILE_HERE;
  *device = tw_peers_dup_awaited (authority->store, hash);
  return TW_AUTHORITY_FILE_AWAITED;
}

/**
 * tw_authority_get_upload:
 * @authority: the server
 * @user: who sends
 * @hash: of the file
 *
 * Returns: bytes of the user's own upload that are here; it says nothing about other people's
 */
gint64
tw_authority_get_upload (TwAuthority *authority, const TwId *user, const char *hash)
{
  return tw_store_get_part (authority->store, user, hash);
}

/**
 * tw_authority_add_piece:
 * @authority: the server
 * @user: who sends
 * @hash: of the file
 * @offset: where the piece begins
 * @piece: the next bytes
 * @size: of the whole file
 * @length: (out): bytes that are here now; @size: all of it. A piece that does not begin at the end of the last one is not taken
 * @came: (out): whether the file is complete and records were waiting for it
 * @error: %TW_AUTHORITY_ERROR_DENIED for one who may write no record with a file and from whom it is not
 *   awaited, %TW_AUTHORITY_ERROR_TOO_LARGE, %TW_AUTHORITY_ERROR_BUSY
 *   with too many files under way, %TW_STORE_ERROR_DAMAGED when the bytes are not those of @hash, %TW_STORE_ERROR_FULL …
 *
 * Takes a piece of a file. The same piece twice is the same as once.
 */
gboolean
tw_authority_add_piece (TwAuthority *authority, const TwId *user, const char *hash, gint64 offset, GBytes *piece, gint64 size,
                        gint64 *length, gboolean *came, GError **error)
{
  g_autoptr (TwAccess) access = tw_access_cache_get (authority->access, user, NULL, error);

  *came = FALSE;
  *length = 0;
  if (access == NULL)
    return FALSE;
  /* What a record names that was taken from them still comes when the right to write was withdrawn since: nobody else has it. */
  if (!may_write_files (authority, access) && !tw_peers_awaits_file_of (authority->store, hash, user))
    {
      g_set_error_literal (error, TW_AUTHORITY_ERROR, TW_AUTHORITY_ERROR_DENIED, _("You may not attach files. Ask an administrator."));
      return FALSE;
    }
  if (size > authority->max_file)
    {
      g_autofree char *limit = g_format_size (authority->max_file);

      g_set_error (error, TW_AUTHORITY_ERROR, TW_AUTHORITY_ERROR_TOO_LARGE, _("The server takes files of up to %s. Choose a smaller one."), limit);
      return FALSE;
    }
  if (!check_policy (authority, offset, piece, size, error))
    return FALSE;
  /* A file in one piece is never half sent. */
  if (offset == 0 && (gint64) g_bytes_get_size (piece) < size && tw_store_count_parts (authority->store, user, NULL) >= MAX_PARTS
      && tw_store_get_part (authority->store, user, hash) == 0)
    {
      g_set_error_literal (error, TW_AUTHORITY_ERROR, TW_AUTHORITY_ERROR_BUSY,
                           _("Too many of your files are half sent. Let those be finished first."));
      return FALSE;
    }
  if (!tw_store_add_part (authority->store, user, hash, offset, piece, size, length, error))
    return FALSE;
  return *length < size || tw_peers_end_awaited (authority->store, hash, came, error);
}

/**
 * tw_authority_dup_file_path:
 * @authority: the server
 * @hash: of a file that tw_authority_find_file() told to be here
 *
 * Returns: (transfer full) (nullable): where it can be read
 */
char *
tw_authority_dup_file_path (TwAuthority *authority, const char *hash)
{
  return tw_store_dup_blob_path (authority->store, hash);
}

static gboolean
note_op (TwAuthority *authority, TwPush *push, const TwEntity *entity, const TwWireOp *op, GError **error)
{
  for (guint f = 0; op->fields != NULL && f < op->fields->len; f++)
    {
      const TwFieldChange *change = &g_array_index (op->fields, TwFieldChange, f);
      const TwField *field = tw_entity_get_field_by_number (entity, change->field);

      if (field == NULL || !tw_field_is_file (field) || change->after.type != TW_TYPE_TEXT || !tw_blob_is_hash (change->after.text)
          || tw_store_get_blob_size (authority->store, change->after.text) >= 0)
        continue;
      if (!tw_push_await_file (push, change->after.text, error))
        return FALSE;
    }
  return TRUE;
}

/* What a mutation names and nobody sent yet is remembered with the device that has it. */
gboolean
tw_authority_note_files (TwAuthority *authority, TwPush *push, TwWireOp *const *ops, guint n_ops, GError **error)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (authority->store);

  for (guint i = 0; i < n_ops; i++)
    {
      const TwEntity *entity = tw_schema_get_entity_by_number (schema, ops[i]->entity);

      if (entity != NULL && !note_op (authority, push, entity, ops[i], error))
        return FALSE;
    }
  return TRUE;
}
