/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-timeline-change.h"

#include <glib/gi18n-lib.h>

#define MAX_SHOWN 10                                   /* changed fields of an entry */
#define MAX_VALUE 200                                  /* characters of a value before and after */

static char *
dup_value_text (const TwTimelineView *view,
                const TwField        *field,
                const TwValue        *value,
                gboolean              whole)
{
  g_autofree char *text = tw_timeline_view_dup_text (view, field, value);

  return whole ? g_steal_pointer (&text) : tw_timeline_dup_start (text, MAX_VALUE);
}

/* A workspace that joins a team belongs to whom the server knows under the same name from then on: “Ann → Ann” on every record would
 * tell nobody anything. */
static gboolean
is_same_person (const TwTimelineView *view,
                const TwField        *field,
                const TwFieldChange  *part)
{
  g_autofree char *before = NULL, *after = NULL;

  if (part->before.type != TW_TYPE_LINK || part->after.type != TW_TYPE_LINK || field->targets == NULL
      || g_strcmp0 (field->targets[0], "user") != 0)
    return FALSE;
  before = dup_value_text (view, field, &part->before, FALSE);
  after = dup_value_text (view, field, &part->after, FALSE);
  return g_str_equal (before, after);
}

/**
 * tw_timeline_change_dup_text:
 * @view: how values become text
 * @entity: entity of the record that was changed
 * @change: the change
 * @fields: (nullable): which fields are told of
 * @whole: whether all of it is wanted, for a search
 *
 * An import may change a thousand fields at once, and a text may be a book: what is shown ends, what is searched does not.
 *
 * Returns: (transfer full): what was changed, a line for each field; "" when nothing that people see was
 */
char *
tw_timeline_change_dup_text (const TwTimelineView   *view,
                             const TwEntity         *entity,
                             TwChange               *change,
                             const TwTimelineFields *fields,
                             gboolean                whole)
{
  GString *text = g_string_new (NULL);
  guint n = 0, n_more = 0;

  for (guint i = 0; i < tw_change_get_n_fields (change); i++)
    {
      const TwFieldChange *part = tw_change_get_field (change, i);
      const TwField *field = tw_entity_get_field_by_number (entity, part->field);
      g_autofree char *before = NULL, *after = NULL;

      if (field == NULL || field->hidden || field->number < TW_FIELD_FIRST_OWN || field->kind == TW_KIND_JSON
          || (fields != NULL && !fields->func (field, fields->data)) || is_same_person (view, field, part))
        continue;
      if (!whole && n == MAX_SHOWN)
        {
          n_more++;
          continue;
        }
      n++;
      before = dup_value_text (view, field, &part->before, whole);
      after = dup_value_text (view, field, &part->after, whole);
      if (text->len > 0)
        g_string_append_c (text, '\n');
      /* Translators: a change of a field: name, value before, value after. */
      g_string_append_printf (text, _("%s: %s → %s"), tw_field_get_label (field), before, after);
    }
  if (n_more > 0)
    {
      g_string_append_c (text, '\n');
      g_string_append_printf (text, ngettext ("%u more field", "%u more fields", n_more), n_more);
    }
  return g_string_free (text, FALSE);
}

static const TwValue *
find_after (TwChange *change,
            guint     number)
{
  for (guint i = 0; i < tw_change_get_n_fields (change); i++)
    if (tw_change_get_field (change, i)->field == number)
      return &tw_change_get_field (change, i)->after;
  return NULL;
}

/* A person who changed it before, too, does not stand in the change but in the record. */
static gboolean
read_author (const TwTimelineView *view,
             const TwEntity       *entity,
             TwChange             *change,
             TwId                 *user)
{
  const guint number = tw_change_get_op (change) == TW_OP_ADD ? TW_FIELD_CREATED_BY : TW_FIELD_UPDATED_BY;
  const TwField *field = tw_entity_get_field_by_number (entity, number);
  const TwValue *value = find_after (change, number);
  g_autoptr(TwRecord) record = NULL;

  if (value == NULL && field != NULL)
    {
      record = tw_store_get (view->store, entity, tw_change_get_record (change), NULL);
      value = record != NULL ? tw_record_get (record, field) : NULL;
    }
  if (value == NULL || value->type != TW_TYPE_LINK)
    return FALSE;
  *user = value->id;
  return TRUE;
}

/**
 * tw_timeline_change_get_author:
 * @view: of which store
 * @entity: entity of the record that was changed
 * @change: the change
 * @user: (out): who made it; the nil id when that is not known
 * @time: (out): when
 *
 * A commit that brings what a server sent has no author, and the time at which it came.
 */
void
tw_timeline_change_get_author (const TwTimelineView *view,
                               const TwEntity       *entity,
                               TwChange             *change,
                               TwId                 *user,
                               TwInstant            *time)
{
  const TwValue *at = NULL;

  *user = *tw_change_get_user (change);
  *time = tw_change_get_time (change);
  if (tw_change_get_origin (change) != TW_ORIGIN_SYNC)
    return;
  read_author (view, entity, change, user);
  at = find_after (change, tw_change_get_op (change) == TW_OP_ADD ? TW_FIELD_CREATED_AT : TW_FIELD_UPDATED_AT);
  if (at != NULL && at->type == TW_TYPE_DATETIME)
    *time = at->i;
}

/**
 * tw_timeline_op_get_label:
 * @op: what happened to a record
 *
 * Returns: (transfer none): a word for it
 */
const char *
tw_timeline_op_get_label (TwOp op)
{
  switch (op)
    {
    case TW_OP_ADD: return _("Created");
    case TW_OP_DELETE: return _("Deleted");
    case TW_OP_RESTORE: return _("Restored");
    default: return _("Changed");
    }
}
