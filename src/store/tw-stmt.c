/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Statements: binding values in their storage form, stepping, and reading columns. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-stmt-private.h"
#include "tw-store.h"

/* A JSON array of plain strings without escapes, which nearly all stored lists are; FALSE for anything else. */
static gboolean
read_plain_list (const char *text, TwType element, TwValue *value)
{
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (TwValue));
  const char *p = text;
  gboolean good = *p == '[';

  g_array_set_clear_func (items, (GDestroyNotify) tw_value_clear);
  for (p++; good && *p != ']';)
    {
      const char *start = p + 1, *end;
      TwValue item;

      if (*p != '"')
        return FALSE;
      end = start + strcspn (start, "\"\\");
      if (*end != '"')
        return FALSE;
      item = tw_value_text_len (start, end - start);
      item.type = element;
      g_array_append_val (items, item);
      p = end + 1;
      if (*p == ',' && p[1] == '"')
        p++;
      else
        good = *p == ']';
    }
  if (!good || p[1] != '\0')
    return FALSE;
  *value = tw_value_list ((const TwValue *) items->data, items->len);
  return TRUE;
}

static void
read_list (const char *text, TwType element, TwValue *value)
{
  if (!read_plain_list (text, element, value) && !tw_value_from_json (TW_TYPE_LIST, text, value, NULL))
    *value = (TwValue) TW_VALUE_INIT;
}

/* --- Parameters --- */

void
tw_stmt_bind_int (TwStmt *stmt, int i, gint64 value)
{
  sqlite3_bind_int64 (stmt->handle, i, value);
}

void
tw_stmt_bind_text (TwStmt *stmt, int i, const char *text, gssize length)
{
  sqlite3_bind_text (stmt->handle, i, text, (int) length, SQLITE_TRANSIENT);
}

void
tw_stmt_bind_blob (TwStmt *stmt, int i, gconstpointer data, gsize length)
{
  sqlite3_bind_blob64 (stmt->handle, i, data, length, SQLITE_TRANSIENT);
}

void
tw_stmt_bind_blob_lent (TwStmt *stmt, int i, gconstpointer data, gsize length)
{
  sqlite3_bind_blob64 (stmt->handle, i, data, length, SQLITE_STATIC);
}

void
tw_stmt_bind_id (TwStmt *stmt, int i, const TwId *id)
{
  if (tw_id_is_nil (id))
    sqlite3_bind_null (stmt->handle, i);
  else
    sqlite3_bind_blob (stmt->handle, i, id->bytes, sizeof id->bytes, SQLITE_TRANSIENT);
}

void
tw_stmt_bind_null (TwStmt *stmt, int i)
{
  sqlite3_bind_null (stmt->handle, i);
}

/**
 * tw_stmt_bind_value:
 * @stmt: a statement
 * @i: the parameter, from 1
 * @value: a value
 *
 * Binds the storage form of a value (tw-sql.h). Of money it is the amount alone, of a link the id alone: their second
 * column is a parameter of its own.
 */
void
tw_stmt_bind_value (TwStmt *stmt, int i, const TwValue *value)
{
  switch (value->type)
    {
    case TW_TYPE_NULL:
      sqlite3_bind_null (stmt->handle, i);
      break;
    case TW_TYPE_BOOLEAN:
    case TW_TYPE_INTEGER:
    case TW_TYPE_DECIMAL:
    case TW_TYPE_MONEY:
    case TW_TYPE_DATE:
    case TW_TYPE_TIME:
    case TW_TYPE_DATETIME:
    case TW_TYPE_DURATION:
      sqlite3_bind_int64 (stmt->handle, i, value->i);
      break;
    case TW_TYPE_TEXT:
    case TW_TYPE_ENUM:
    case TW_TYPE_JSON:
      sqlite3_bind_text (stmt->handle, i, value->text, (int) g_ref_string_length (value->text), SQLITE_TRANSIENT);
      break;
    case TW_TYPE_LINK:
      sqlite3_bind_blob (stmt->handle, i, value->id.bytes, sizeof value->id.bytes, SQLITE_TRANSIENT);
      break;
    case TW_TYPE_LIST:
      sqlite3_bind_text (stmt->handle, i, tw_value_to_json (value), -1, g_free);
      break;
    }
}

/* --- Running --- */

/* What is written beside the transactions of a shared database would be on this machine only. */
static gboolean
check_shared (TwStmt *stmt, GError **error)
{
  if (G_LIKELY (stmt->db->share == NULL || stmt->db->shared || stmt->db->own || sqlite3_stmt_readonly (stmt->handle)))
    return TRUE;
  g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_IO, _("The database could not do it (%s)."), "write outside a transaction");
  return FALSE;
}

/**
 * tw_stmt_step:
 * @stmt: a statement
 *
 * Goes to the next row.
 *
 * Returns: %TRUE when there is a row; %FALSE at the end, or with @error set
 */
gboolean
tw_stmt_step (TwStmt *stmt, GError **error)
{
  int code;

  if (!check_shared (stmt, error))
    return FALSE;
  code = sqlite3_step (stmt->handle);
  if (code == SQLITE_ROW)
    return TRUE;
  if (code != SQLITE_DONE)
    tw_db_fail (stmt->db, code, error);
  return FALSE;
}

/**
 * tw_stmt_find:
 * @stmt: a statement that asks whether something is there
 * @found: (out): whether there is a row
 * @error: return location
 *
 * Goes to the first row, if there is one.
 *
 * Returns: %FALSE with @error set when it could not be read
 */
gboolean
tw_stmt_find (TwStmt *stmt, gboolean *found, GError **error)
{
  g_autoptr (GError) local = NULL;

  *found = tw_stmt_step (stmt, &local);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/**
 * tw_stmt_run:
 * @stmt: a statement
 *
 * Runs the statement to its end and resets it; bound values stay.
 *
 * Returns: %TRUE when it ran
 */
gboolean
tw_stmt_run (TwStmt *stmt, GError **error)
{
  int code;

  if (!check_shared (stmt, error))
    return FALSE;
  do
    code = sqlite3_step (stmt->handle);
  while (code == SQLITE_ROW);

  if (code != SQLITE_DONE)
    tw_db_fail (stmt->db, code, error);
  sqlite3_reset (stmt->handle);
  return code == SQLITE_DONE;
}

void
tw_stmt_reset (TwStmt *stmt)
{
  sqlite3_reset (stmt->handle);
}

/* --- Columns --- */

int
tw_stmt_n_parameters (TwStmt *stmt)
{
  return sqlite3_bind_parameter_count (stmt->handle);
}

int
tw_stmt_n_columns (TwStmt *stmt)
{
  return sqlite3_column_count (stmt->handle);
}

gboolean
tw_stmt_is_null (TwStmt *stmt, int column)
{
  return sqlite3_column_type (stmt->handle, column) == SQLITE_NULL;
}

int
tw_stmt_get_storage (TwStmt *stmt, int column)
{
  return sqlite3_column_type (stmt->handle, column);
}

gint64
tw_stmt_get_int (TwStmt *stmt, int column)
{
  return sqlite3_column_int64 (stmt->handle, column);
}

const char *
tw_stmt_get_text (TwStmt *stmt, int column, gsize *length)
{
  const char *text = (const char *) sqlite3_column_text (stmt->handle, column);

  if (length != NULL)
    *length = sqlite3_column_bytes (stmt->handle, column);
  return text;
}

gconstpointer
tw_stmt_get_blob (TwStmt *stmt, int column, gsize *length)
{
  gconstpointer data = sqlite3_column_blob (stmt->handle, column);

  if (length != NULL)
    *length = sqlite3_column_bytes (stmt->handle, column);
  return data;
}

/**
 * tw_stmt_get_id:
 * @stmt: a statement at a row
 * @column: from 0
 * @id: (out): nil when the column holds no id
 *
 * Returns: %TRUE when the column holds an id
 */
gboolean
tw_stmt_get_id (TwStmt *stmt, int column, TwId *id)
{
  const void *data = sqlite3_column_blob (stmt->handle, column);

  if (data == NULL || sqlite3_column_bytes (stmt->handle, column) != sizeof id->bytes)
    {
      *id = tw_id_nil;
      return FALSE;
    }
  memcpy (id->bytes, data, sizeof id->bytes);
  return TRUE;
}

/**
 * tw_stmt_get_field:
 * @stmt: a statement at a row
 * @column: first column of the field, from 0
 * @field: a stored field
 * @value: (out caller-allocates): the value, to be cleared by the caller
 *
 * Reads a field from its storage form. A stored text that cannot be such a value reads as null.
 *
 * Returns: how many columns the field takes: two for money and polymorphic links, else one
 */
int
tw_stmt_get_field (TwStmt *stmt, int column, const TwField *field, TwValue *value)
{
  int used = field->type == TW_TYPE_MONEY || (field->type == TW_TYPE_LINK && tw_field_get_target (field) == NULL) ? 2 : 1;
  TwId id;

  *value = (TwValue) TW_VALUE_INIT;
  if (sqlite3_column_type (stmt->handle, column) == SQLITE_NULL)
    return used;

  switch (field->type)
    {
    case TW_TYPE_MONEY:
      *value = tw_value_money (tw_stmt_get_int (stmt, column), (TwCurrency) tw_stmt_get_int (stmt, column + 1));
      break;
    case TW_TYPE_TEXT:
    case TW_TYPE_ENUM:
    case TW_TYPE_JSON:
      *value = tw_value_text_len ((const char *) sqlite3_column_text (stmt->handle, column),
                                  sqlite3_column_bytes (stmt->handle, column));
      value->type = field->type;
      break;
    case TW_TYPE_LINK:
      if (tw_stmt_get_id (stmt, column, &id))
        *value = tw_value_link (used == 2 ? (guint32) tw_stmt_get_int (stmt, column + 1)
                                          : tw_field_get_target (field)->number, &id);
      break;
    case TW_TYPE_LIST:
      read_list ((const char *) sqlite3_column_text (stmt->handle, column),
                 field->kind == TW_KIND_SET ? TW_TYPE_ENUM : TW_TYPE_TEXT, value);
      break;
    default:
      value->type = field->type;
      value->i = tw_stmt_get_int (stmt, column);
      break;
    }
  return used;
}
