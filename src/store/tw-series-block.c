/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "tw-doc.h"
#include "tw-outbox-private.h"
#include "tw-series-private.h"
#include "tw-settings-private.h"

#define KEPT_BLOCKS  2                                  /* of a device: the one that it uses, and the next */

typedef struct
{
  gint64 first, last;
} Block;

/**
 * tw_number_is_provisional:
 * @number: (nullable): the number of a record
 *
 * Returns: whether it is a device's own mark, which the server replaces by a number of the series
 */
gboolean
tw_number_is_provisional (const char *number)
{
  return number != NULL && strchr (number, TW_NUMBER_PROVISIONAL) != NULL;
}

/* --- Blocks as settings: [[first, last], …] --- */

static char *
dup_key (const char *name, const char *client)
{
  return g_strdup_printf ("numbers/%s/%s", name, client);
}

static void
parse_blocks (const char *json, GArray *blocks)
{
  g_autoptr (TwDoc) doc = json != NULL ? tw_doc_parse ("numbers", json, -1, NULL) : NULL;
  const TwDocNode *root = doc != NULL ? tw_doc_get_root (doc) : NULL;

  for (const TwDocNode *node = root != NULL && root->type == TW_DOC_ARRAY ? root->first : NULL; node != NULL; node = node->next)
    {
      Block block;

      if (node->type != TW_DOC_ARRAY || node->n_items != 2 || node->first->type != TW_DOC_NUMBER || node->first->next->type != TW_DOC_NUMBER)
        continue;
      block.first = g_ascii_strtoll (node->first->text, NULL, 10);
      block.last = g_ascii_strtoll (node->first->next->text, NULL, 10);
      if (block.first > 0 && block.last >= block.first && block.last < G_MAXINT64 / 2)
        g_array_append_val (blocks, block);
    }
}

static gboolean
read_blocks (TwDb *db, const char *key, GArray *blocks, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT value FROM tw_setting WHERE key = ?", error);
  g_autoptr (GError) local = NULL;

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_text (stmt, 1, key, -1);
  if (tw_stmt_step (stmt, &local))
    parse_blocks (tw_stmt_get_text (stmt, 0, NULL), blocks);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
write_blocks (TwTx *tx, const char *key, GArray *blocks, GError **error)
{
  g_autoptr (GString) json = g_string_new ("[");
  g_auto (TwValue) value = TW_VALUE_INIT;
  gboolean changed;

  for (guint i = 0; i < blocks->len; i++)
    {
      const Block *block = &g_array_index (blocks, Block, i);

      g_string_append_printf (json, "%s[%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT "]", i > 0 ? "," : "", block->first, block->last);
    }
  g_string_append_c (json, ']');
  value = tw_value_json (json->str);
  return tw_settings_change (tx, key, NULL, &value, &changed, error);
}

gboolean
tw_series_read_reserved (TwDb *db, const char *name, gint64 *greatest, GError **error)
{
  /* All keys that begin so: “0” is the character behind “/”. */
  g_autofree char *from = g_strdup_printf ("numbers/%s/", name), *to = g_strdup_printf ("numbers/%s0", name);
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT value FROM tw_setting WHERE key >= ? AND key < ?", error);
  g_autoptr (GArray) blocks = g_array_new (FALSE, FALSE, sizeof (Block));
  g_autoptr (GError) local = NULL;

  *greatest = 0;
  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_text (stmt, 1, from, -1);
  tw_stmt_bind_text (stmt, 2, to, -1);
  while (tw_stmt_step (stmt, &local))
    parse_blocks (tw_stmt_get_text (stmt, 0, NULL), blocks);
  for (guint i = 0; i < blocks->len; i++)
    *greatest = MAX (*greatest, g_array_index (blocks, Block, i).last);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* --- At a device --- */

/* Five letters and digits of the record's id, or more where another record has the same. */
static char *
make_provisional (TwTx *tx, TwWork *work, const TwField *field, const TwSeriesPattern *pattern, GError **error)
{
  static const char letters[] = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
  g_autoptr (GString) mark = g_string_new (NULL);

  for (int i = 15; i >= 0; i--)
    {
      g_autofree char *text = NULL;
      gboolean taken = TRUE;

      g_string_append_c (mark, letters[work->id.bytes[i] % 32]);
      if (mark->len < 5)
        continue;
      text = g_strdup_printf ("%s%c%s%s", pattern->before->str, TW_NUMBER_PROVISIONAL, mark->str, pattern->after->str);
      if (!tw_series_is_taken (tx->db, field, text, &taken, error))
        return NULL;
      if (!taken || i == 0)
        return g_steal_pointer (&text);
    }
  return NULL;
}

/* The next number of the device's own blocks; *text stays NULL when there is none. */
static gboolean
take_own (TwTx *tx, const TwField *field, const TwSeriesPattern *pattern, char **text, GError **error)
{
  g_autoptr (GArray) blocks = g_array_new (FALSE, FALSE, sizeof (Block));
  g_autofree char *client = NULL, *key = NULL, *own = g_strconcat ("own/", pattern->name, NULL);
  g_autoptr (TwStmt) stmt = NULL;
  g_autoptr (GError) local = NULL;
  gint64 last = 0;

  if (!tw_replica_read_state (tx->db, TW_STATE_CLIENT, &client, error))
    return FALSE;
  key = dup_key (pattern->name, client != NULL ? client : "");
  stmt = tw_db_prepare (tx->db, "SELECT last FROM tw_series WHERE name = ?", error);
  if (stmt == NULL || !read_blocks (tx->db, key, blocks, error))
    return FALSE;
  tw_stmt_bind_text (stmt, 1, own, -1);
  if (tw_stmt_step (stmt, &local))
    last = tw_stmt_get_int (stmt, 0);
  for (guint i = 0; i < blocks->len && *text == NULL && local == NULL; i++)
    {
      const Block *block = &g_array_index (blocks, Block, i);

      for (gint64 number = MAX (block->first, last + 1); number <= block->last && *text == NULL && local == NULL; number++)
        {
          g_autofree char *one = tw_series_pattern_print (pattern, number);
          gboolean taken = TRUE;

          if (tw_series_is_taken (tx->db, field, one, &taken, &local) && !taken && tw_series_write_last (tx->db, own, number, &local))
            *text = g_steal_pointer (&one);
        }
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

char *
tw_series_make (TwTx *tx, TwWork *work, const TwField *field, GError **error)
{
  g_auto (TwSeriesPattern) pattern = { 0 };
  char *text = NULL;

  if (!tw_store_is_replica (tx->store))
    return tw_series_next (tx->db, field, tx->head->at, tx->context->zone, error);
  tw_series_pattern_init (&pattern, field, tw_instant_get_date (tx->head->at, tx->context->zone));
  if (field->reserve > 0 && !take_own (tx, field, &pattern, &text, error))
    return NULL;
  return text != NULL ? text : make_provisional (tx, work, field, &pattern, error);
}

/* --- At the server --- */

/* A device has few left once one of the last quarter of its block has come; before that it may not even know of the block. */
static gboolean
is_used_up (TwTx *tx, const TwField *field, const TwSeriesPattern *pattern, const Block *block, gint64 number, gboolean *used, GError **error)
{
  gint64 from = block->last - (block->last - block->first) / 4;

  *used = number >= from && number <= block->last;
  for (gint64 n = from; n <= block->last && !*used; n++)
    {
      g_autofree char *text = tw_series_pattern_print (pattern, n);

      if (!tw_series_is_taken (tx->db, field, text, used, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_block (TwTx *tx, const TwField *field, const TwSeriesPattern *pattern, GArray *blocks, GError **error)
{
  gint64 last, reserved;
  Block block;

  if (!tw_series_read_last (tx->db, field, pattern, &last, error) || !tw_series_read_reserved (tx->db, pattern->name, &reserved, error))
    return FALSE;
  block.first = MAX (last, reserved) + 1;
  block.last = block.first + field->reserve - 1;
  g_array_append_val (blocks, block);
  if (blocks->len > KEPT_BLOCKS)
    g_array_remove_range (blocks, 0, blocks->len - KEPT_BLOCKS);
  return tw_series_write_last (tx->db, pattern->name, block.last, error);
}

gboolean
tw_series_grant (TwTx *tx, const TwField *field, const TwId *client, const char *number, GError **error)
{
  g_autoptr (GArray) blocks = g_array_new (FALSE, FALSE, sizeof (Block));
  g_auto (TwSeriesPattern) pattern = { 0 };
  g_autofree char *key = NULL;
  char id[TW_ID_TEXT_LENGTH + 1];
  gboolean used = TRUE, own = FALSE;
  gint64 n;

  tw_series_pattern_init (&pattern, field, tw_instant_get_date (tx->head->at, tx->context->zone));
  n = tw_number_is_provisional (number) ? 0 : tw_series_pattern_parse (&pattern, number);
  key = dup_key (pattern.name, tw_id_print (client, id));
  if (!read_blocks (tx->db, key, blocks, error))
    return FALSE;
  for (guint i = 0; i < blocks->len; i++)
    own |= n >= g_array_index (blocks, Block, i).first && n <= g_array_index (blocks, Block, i).last;
  /* Not a number that the device gave: an import has its own. */
  if (n != 0 && !own)
    return TRUE;
  if (blocks->len > 0 && !is_used_up (tx, field, &pattern, &g_array_index (blocks, Block, blocks->len - 1), n, &used, error))
    return FALSE;
  return !used || (add_block (tx, field, &pattern, blocks, error) && write_blocks (tx, key, blocks, error));
}
