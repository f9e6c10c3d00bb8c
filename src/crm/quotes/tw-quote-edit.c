/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-quote-edit.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-quote-edit-private.h"

#define STEP 10                                         /* between positions, so that a line finds room without moving others */

static const TwEntity *
get_line_entity (TwStore *store)
{
  return tw_schema_get_entity (tw_store_get_schema (store), "quote_line");
}

static gint64
get_position (TwRecord *line)
{
  const TwValue *value = tw_record_get_key (line, "position");

  return value->type == TW_TYPE_INTEGER ? value->i : 0;
}

/* The line as it is stored now: what is edited has no old values of others' changes. */
static TwRecord *
read_line (TwStore *store, TwRecord *line, GError **error)
{
  return tw_store_get (store, tw_record_get_entity (line), tw_record_get_id (line), error);
}

/* --- Order --- */

/* Gives n positions before lines[index]; those behind are moved when there is no room. Lines with edits are saved with the edit.
 * skip: (nullable): a line that is not counted, because it is what is moved. */
static gboolean
make_room (TwStore *store, TwEdit *edit, GPtrArray *lines, guint index, TwRecord *skip, guint n, gint64 *first, gint64 *step, GError **error)
{
  gint64 before = 0, after = 0, at;
  gboolean is_last = TRUE;

  for (guint i = 0; i < index; i++)
    if (g_ptr_array_index (lines, i) != skip)
      before = get_position (g_ptr_array_index (lines, i));
  for (guint i = index; i < lines->len && is_last; i++)
    if (g_ptr_array_index (lines, i) != skip)
      {
        after = get_position (g_ptr_array_index (lines, i));
        is_last = FALSE;
      }
  *step = is_last ? STEP : (after - before) / ((gint64) n + 1);
  *first = before + MAX (1, *step);
  if (*step >= 1)
    return TRUE;
  *step = 1;
  at = *first + n - 1;
  for (guint i = index; i < lines->len; i++)
    {
      g_autoptr (TwRecord) line = NULL;
      g_auto (TwValue) position = TW_VALUE_INIT;

      if (g_ptr_array_index (lines, i) == skip)
        continue;
      if (get_position (g_ptr_array_index (lines, i)) > at)
        break;
      at += STEP;
      line = read_line (store, g_ptr_array_index (lines, i), error);
      position = tw_value_integer (at);
      if (line == NULL || !tw_record_set_key (line, "position", &position, error))
        return FALSE;
      tw_edit_save (edit, line);
    }
  return TRUE;
}

/* --- Lines --- */

static gboolean
set_enum (TwRecord *record, const char *key, const char *choice, GError **error)
{
  g_auto (TwValue) value = tw_value_enum (choice);

  return tw_record_set_key (record, key, &value, error);
}

static gboolean
set_text (TwRecord *record, const char *key, const char *text, GError **error)
{
  g_auto (TwValue) value = tw_value_text (text != NULL && *text != '\0' ? text : NULL);

  return tw_record_set_key (record, key, &value, error);
}

static gboolean
set_link (TwRecord *record, const char *key, const char *entity, const TwId *id, GError **error)
{
  g_auto (TwValue) value = tw_value_link (tw_schema_get_entity (tw_record_get_entity (record)->schema, entity)->number, id);

  return tw_record_set_key (record, key, &value, error);
}

TwRecord *
tw_quote_edit_new_line (TwStore *store, TwRecord *quote, gint64 at, TwQuoteLineKind kind, GError **error)
{
  static const char *const kinds[] = { "item", "text", "group" };
  g_autoptr (TwRecord) line = tw_record_new (get_line_entity (store));
  g_auto (TwValue) position = tw_value_integer (at), quantity = tw_value_decimal (TW_DECIMAL_ONE);

  if (!set_link (line, "quote", "quote", tw_record_get_id (quote), error) || !tw_record_set_key (line, "position", &position, error)
      || !tw_record_set_key (line, "quantity", &quantity, error) || !set_enum (line, "line_kind", kinds[kind], error))
    return NULL;
  return g_steal_pointer (&line);
}

gboolean
tw_quote_edit_set_product (TwRecord *line, const TwId *product, GError **error)
{
  return set_link (line, "product", "product", product, error);
}

gboolean
tw_quote_edit_set_name (TwRecord *line, const char *name, GError **error)
{
  return set_text (line, "name", name, error);
}

/**
 * tw_quote_edit_add:
 * @store: a store
 * @quote: a quote
 * @lines: its lines
 * @index: before which one
 * @kind: what the line is
 * @product: (nullable): a product; its name, unit, price and tax follow
 * @name: (nullable): what stands there instead
 * @id: (out): of the new line
 * @error: why not
 *
 * Returns: (transfer full) (nullable): the change
 */
TwEdit *
tw_quote_edit_add (TwStore *store, TwRecord *quote, GPtrArray *lines, guint index, TwQuoteLineKind kind, const TwId *product, const char *name,
                   TwId *id, GError **error)
{
  g_autoptr (TwEdit) edit = tw_edit_new (store, TW_ORIGIN_PERSON, kind == TW_QUOTE_GROUP ? _("Add a group to the quote") : _("Add a line to the quote"));
  g_autoptr (TwRecord) line = NULL;
  gint64 at, step;

  if (!make_room (store, edit, lines, MIN (index, lines->len), NULL, 1, &at, &step, error))
    return NULL;
  line = tw_quote_edit_new_line (store, quote, at, kind, error);
  if (line == NULL || (product != NULL && !tw_quote_edit_set_product (line, product, error)) || (name != NULL && !set_text (line, "name", name, error)))
    return NULL;
  *id = *tw_record_get_id (line);
  tw_edit_save (edit, line);
  return g_steal_pointer (&edit);
}

/* What was read only or belongs to the original itself is not copied. */
static gboolean
copy_fields (TwRecord *from, TwRecord *to, GError **error)
{
  const TwEntity *entity = tw_record_get_entity (from);

  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];
      const TwValue *value = tw_record_get (from, field);

      if (field->read_only || field->retired || field->formula != NULL || field->number < TW_FIELD_FIRST_OWN || g_str_equal (field->key, "position")
          || tw_value_is_null (value))
        continue;
      if (!tw_record_set (to, field, value, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * tw_quote_edit_copy:
 * @store: a store
 * @quote: a quote
 * @lines: its lines
 * @index: which one
 * @id: (out): of the copy
 * @error: why not
 *
 * Puts a copy below a line.
 *
 * Returns: (transfer full) (nullable): the change
 */
TwEdit *
tw_quote_edit_copy (TwStore *store, TwRecord *quote, GPtrArray *lines, guint index, TwId *id, GError **error)
{
  g_autoptr (TwEdit) edit = tw_edit_new (store, TW_ORIGIN_PERSON, _("Duplicate a line of the quote"));
  g_autoptr (TwRecord) line = NULL;
  gint64 at, step;

  g_return_val_if_fail (index < lines->len, NULL);
  if (!make_room (store, edit, lines, index + 1, NULL, 1, &at, &step, error))
    return NULL;
  line = tw_quote_edit_new_line (store, quote, at, tw_quote_line_get_kind (g_ptr_array_index (lines, index)), error);
  if (line == NULL || !copy_fields (g_ptr_array_index (lines, index), line, error))
    return NULL;
  *id = *tw_record_get_id (line);
  tw_edit_save (edit, line);
  return g_steal_pointer (&edit);
}

/**
 * tw_quote_edit_remove:
 * @store: a store
 * @lines: lines of a quote
 * @index: which one
 *
 * Returns: (transfer full): the change
 */
TwEdit *
tw_quote_edit_remove (TwStore *store, GPtrArray *lines, guint index)
{
  TwRecord *line = g_ptr_array_index (lines, index);
  g_autofree char *name = tw_record_dup_title (line);
  /* Translators: names a change; %s is a line of a quote. */
  g_autofree char *title = *name != '\0' ? g_strdup_printf (_("Remove “%s” from the quote"), name) : g_strdup (_("Remove a line of the quote"));
  TwEdit *edit = tw_edit_new (store, TW_ORIGIN_PERSON, title);

  tw_edit_delete (edit, tw_record_get_entity (line), tw_record_get_id (line));
  return edit;
}

/**
 * tw_quote_edit_move:
 * @store: a store
 * @lines: lines of a quote
 * @from: which one
 * @to: where it stands then
 * @error: why not
 *
 * Returns: (transfer full) (nullable): the change
 */
TwEdit *
tw_quote_edit_move (TwStore *store, GPtrArray *lines, guint from, guint to, GError **error)
{
  g_autoptr (TwEdit) edit = NULL;
  g_autoptr (TwRecord) line = NULL;
  g_auto (TwValue) position = TW_VALUE_INIT;
  gint64 at, step;

  g_return_val_if_fail (from < lines->len, NULL);
  to = MIN (to, lines->len - 1);
  if (from == to)
    return NULL;
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, _("Move a line of the quote"));
  line = read_line (store, g_ptr_array_index (lines, from), error);
  if (line == NULL || !make_room (store, edit, lines, to > from ? to + 1 : to, g_ptr_array_index (lines, from), 1, &at, &step, error))
    return NULL;
  position = tw_value_integer (at);
  if (!tw_record_set_key (line, "position", &position, error))
    return NULL;
  tw_edit_save (edit, line);
  return g_steal_pointer (&edit);
}

/**
 * tw_quote_edit_product:
 * @store: a store
 * @line: a line
 * @product: what it is
 * @error: why not
 *
 * Returns: (transfer full) (nullable): the change; name, unit, price and tax follow
 */
TwEdit *
tw_quote_edit_product (TwStore *store, const TwId *line, const TwId *product, GError **error)
{
  g_autoptr (TwRecord) record = tw_store_get (store, get_line_entity (store), line, error);
  TwEdit *edit;

  if (record == NULL || !tw_quote_edit_set_product (record, product, error))
    return NULL;
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, _("Change the product of a line"));
  tw_edit_save (edit, record);
  return edit;
}

/**
 * tw_quote_edit_optional:
 * @store: a store
 * @line: a line
 * @error: why not
 *
 * Offers a line beside the rest, or counts it again.
 *
 * Returns: (transfer full) (nullable): the change
 */
TwEdit *
tw_quote_edit_optional (TwStore *store, TwRecord *line, GError **error)
{
  g_autoptr (TwRecord) record = read_line (store, line, error);
  const TwValue *now = record != NULL ? tw_record_get_key (record, "optional") : NULL;
  g_auto (TwValue) value = tw_value_boolean (now != NULL && !(now->type == TW_TYPE_BOOLEAN && now->i));
  TwEdit *edit;

  if (record == NULL || !tw_record_set_key (record, "optional", &value, error))
    return NULL;
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, value.i ? _("Make a line optional") : _("Include an optional line"));
  tw_edit_save (edit, record);
  return edit;
}

/**
 * tw_quote_edit_paste:
 * @store: a store
 * @quote: a quote
 * @lines: its lines
 * @index: before which one
 * @text: rows of cells with tabs between
 * @n: (out): how many lines come of it
 * @error: why not; a row that cannot be read is named
 *
 * Returns: (transfer full) (nullable): the change, all rows in one
 */
TwEdit *
tw_quote_edit_paste (TwStore *store, TwRecord *quote, GPtrArray *lines, guint index, const char *text, guint *n, GError **error)
{
  g_autoptr (TwEdit) edit = NULL;
  g_autoptr (GPtrArray) rows = tw_quote_paste_read (text, error);
  g_autofree char *title = NULL;
  gint64 at, step;

  *n = 0;
  if (rows == NULL)
    return NULL;
  title = g_strdup_printf (ngettext ("Paste %u line into the quote", "Paste %u lines into the quote", rows->len), rows->len);
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, title);
  if (!make_room (store, edit, lines, MIN (index, lines->len), NULL, rows->len, &at, &step, error))
    return NULL;
  for (guint i = 0; i < rows->len; i++, at += step)
    {
      g_autoptr (TwRecord) line = tw_quote_paste_make (store, quote, g_ptr_array_index (rows, i), at, i + 1, error);

      if (line == NULL)
        return NULL;
      tw_edit_save (edit, line);
    }
  *n = rows->len;
  return g_steal_pointer (&edit);
}

/**
 * tw_quote_edit_status:
 * @store: a store
 * @quote: a quote
 * @status: key of a status
 * @error: why not
 *
 * Returns: (transfer full) (nullable): the change; stamps and the deal follow
 */
TwEdit *
tw_quote_edit_status (TwStore *store, TwRecord *quote, const char *status, GError **error)
{
  g_autoptr (TwRecord) record = tw_store_get (store, tw_record_get_entity (quote), tw_record_get_id (quote), error);
  const TwField *field = tw_entity_get_field (tw_record_get_entity (quote), "status");
  g_autofree char *name = tw_record_dup_title (quote), *title = NULL;
  TwEdit *edit;

  if (record == NULL || !set_enum (record, "status", status, error))
    return NULL;
  for (guint i = 0; field->choices[i] != NULL; i++)
    if (g_str_equal (field->choices[i]->key, status))
      /* Translators: names a change; %1$s is a quote's number, %2$s a status such as Sent. */
      title = g_strdup_printf (_("Mark “%1$s” as %2$s"), name, tw_choice_get_label (field, field->choices[i]));
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, title != NULL ? title : name);
  tw_edit_save (edit, record);
  return edit;
}
