/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-related-row.h"

#include <glib/gi18n-lib.h>

#include "tw-field-text.h"
#include "tw-list-cell.h"

#define MAX_LINKS 3                                    /* of a list; the others are a number */

static char *
dup_link (TwWorkspace   *workspace,
          const TwValue *value)
{
  return value->type == TW_TYPE_LINK ? tw_store_dup_title (tw_workspace_get_store (workspace), value->tag, &value->id) : NULL;
}

/* A record may be called by another one that it leads to: an assignment by the person. */
static char *
dup_title (TwWorkspace *workspace,
           TwRecord    *record)
{
  const TwField *name = tw_record_get_entity (record)->name_field;
  const TwValue *value = name != NULL ? tw_record_get (record, name) : NULL;

  return value != NULL && value->type == TW_TYPE_LINK ? dup_link (workspace, value) : tw_record_dup_title (record);
}

/* "Ann, Bob, Chris, +2" */
static char *
dup_links (TwWorkspace   *workspace,
           const TwValue *list)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < MIN (list->list->n_values, MAX_LINKS); i++)
    {
      g_autofree char *title = dup_link (workspace, &list->list->values[i]);

      if (title != NULL && *title != '\0')
        g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", title);
    }
  if (list->list->n_values > MAX_LINKS)
    g_string_append_printf (text, ", +%u", (guint) list->list->n_values - MAX_LINKS);
  return g_strdup (text->str);
}

/* A date that is not the one that the entity is sorted by has to say what it is the date of. */
static char *
dup_part (TwWorkspace   *workspace,
          const TwField *field,
          const TwValue *value)
{
  g_autofree char *title = dup_link (workspace, value), *text = NULL;

  if (value->type == TW_TYPE_LIST)
    return field->kind == TW_KIND_LINKS ? dup_links (workspace, value) : NULL;
  text = tw_field_dup_text (field, value, title);
  if (text != NULL && (value->type == TW_TYPE_DATETIME || value->type == TW_TYPE_DATE) && field != field->entity->date_field)
    /* Translators: a field and its value: "Accepted at: 3 March". */
    return g_strdup_printf (_("%1$s: %2$s"), tw_field_get_label (field), text);
  return g_steal_pointer (&text);
}

static char *
dup_detail (TwWorkspace   *workspace,
            TwRecord      *record,
            const TwField *link)
{
  const TwEntity *entity = tw_record_get_entity (record);
  g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  GString *line = g_string_new (NULL);

  for (guint i = 0; entity->related_fields[i] != NULL; i++)
    {
      const TwField *field = tw_entity_get_field (entity, entity->related_fields[i]);
      const TwValue *value = field != NULL ? tw_record_get (record, field) : NULL;
      g_autofree char *text = NULL;

      if (value == NULL || tw_value_is_null (value) || field == link || field == entity->name_field)
        continue;
      text = dup_part (workspace, field, value);
      /* A stage and the state that follows from it may be called alike: "Won". */
      if (text != NULL && *text != '\0' && !g_ptr_array_find_with_equal_func (parts, text, g_str_equal, NULL))
        g_ptr_array_add (parts, g_steal_pointer (&text));
    }
  for (guint i = 0; i < parts->len; i++)
    g_string_append_printf (line, "%s%s", i > 0 ? " · " : "", (char *) g_ptr_array_index (parts, i));
  return tw_line_free (line);
}

/* The colour of how it stands, which is told in words, too. */
static GtkWidget *
make_dot (TwRecord *record)
{
  const TwField *state = tw_related_get_state (tw_record_get_entity (record));
  const TwValue *value = state != NULL ? tw_record_get (record, state) : NULL;
  const TwChoice *choice = value != NULL && value->type == TW_TYPE_ENUM ? tw_field_get_choice (state, value->text) : NULL;
  const char *css_class = choice != NULL ? tw_choice_get_css_class (choice) : NULL;
  GtkWidget *dot = NULL;

  if (css_class == NULL)
    return NULL;
  dot = gtk_label_new ("●");
  gtk_widget_add_css_class (dot, "tw-dot");
  gtk_widget_add_css_class (dot, css_class);
  gtk_accessible_update_property (GTK_ACCESSIBLE (dot), GTK_ACCESSIBLE_PROPERTY_LABEL, tw_choice_get_label (state, choice), -1);
  return dot;
}

/**
 * tw_related_row_new:
 * @workspace: the workspace
 * @record: a record that is related to another
 * @link: the field that points to that other
 *
 * Returns: (transfer floating): a row; lines come from data, so it is built in code
 */
GtkWidget *
tw_related_row_new (TwWorkspace   *workspace,
                    TwRecord      *record,
                    const TwField *link)
{
  GtkWidget *row = adw_action_row_new (), *dot = make_dot (record);
  g_autofree char *title = dup_title (workspace, record);
  g_autofree char *detail = dup_detail (workspace, record, link);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title != NULL && *title != '\0' ? title : _("Without a name"));
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), detail);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 2);
  if (dot != NULL)
    adw_action_row_add_prefix (ADW_ACTION_ROW (row), dot);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  return row;
}

/**
 * tw_related_get_state:
 * @entity: an entity
 *
 * Returns: (nullable): the first field some of whose choices end a record, and some of whose do not
 */
const TwField *
tw_related_get_state (const TwEntity *entity)
{
  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];
      gboolean closed = FALSE, open = FALSE;

      for (guint j = 0; field->kind == TW_KIND_ENUM && !field->hidden && !field->retired && field->choices[j] != NULL; j++)
        {
          closed |= field->choices[j]->closed;
          open |= !field->choices[j]->closed;
        }
      if (closed && open)
        return field;
    }
  return NULL;
}

static gboolean
is_closed (TwRecord      *record,
           const TwField *state)
{
  const TwValue *value = tw_record_get (record, state);
  const TwChoice *choice = value->type == TW_TYPE_ENUM ? tw_field_get_choice (state, value->text) : NULL;

  return choice != NULL && choice->closed;
}

/* Sorting keeps the order of what is equal. */
static int
compare (gconstpointer a,
         gconstpointer b,
         gpointer      data)
{
  const TwField *state = data, *date = state->entity->date_field;
  TwRecord *one = *(TwRecord **) a, *other = *(TwRecord **) b;
  gboolean closed = is_closed (one, state);
  const TwValue *first = NULL, *second = NULL;

  if (closed != is_closed (other, state))
    return closed ? 1 : -1;
  if (closed || date == NULL)
    return 0;
  first = tw_record_get (one, date);
  second = tw_record_get (other, date);
  if (tw_value_is_null (first) || tw_value_is_null (second))
    return (int) tw_value_is_null (first) - (int) tw_value_is_null (second);
  return tw_value_compare (first, second);
}

/**
 * tw_related_sort:
 * @records: (element-type TwRecord): records of one entity, the newest first
 *
 * Puts first what there is still to do.
 */
void
tw_related_sort (GPtrArray *records)
{
  const TwField *state = records->len > 0 ? tw_related_get_state (tw_record_get_entity (records->pdata[0])) : NULL;

  if (state != NULL)
    g_ptr_array_sort_with_data (records, compare, (gpointer) state);
}
