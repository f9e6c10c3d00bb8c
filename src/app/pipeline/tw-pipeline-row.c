/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-pipeline-row.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "tw-color-palette.h"
#include "tw-list-cell.h"
#include "tw-move-buttons.h"
#include "tw-record-field.h"

struct _TwPipelineRow
{
  AdwExpanderRow  parent_instance;

  TwWorkspace    *workspace;                           /* (owned) */
  const TwField  *group;
  TwRecord       *record;                              /* (owned) (nullable) */
  GPtrArray      *fields;                              /* (owned) TwRecordField, lent */
  gint64          count;
  gboolean        showing;                             /* the buttons are set to what is stored */

  /* From the template. */
  GtkWidget      *handle;
  TwMoveButtons  *move;
  GtkWidget      *dot;
  GtkBox         *form;
  GtkWidget      *color_row;
  GtkBox         *colors;
  GtkWidget      *required_row;
  GtkMenuButton  *required_button;
  GtkBox         *required;
};

G_DEFINE_FINAL_TYPE (TwPipelineRow, tw_pipeline_row, ADW_TYPE_EXPANDER_ROW)

enum { PLACE, ERROR, N_SIGNALS };
static guint signals[N_SIGNALS];

/* Fields of a stage that are entered as in a record, where the stage has them. */
static const char *const plain_keys[] = { "kind", "default_probability", "max_days", "target" };

static const TwEntity *
get_entity (TwPipelineRow *self)
{
  return tw_field_get_target (self->group);
}

/* --- Saving --- */

typedef struct
{
  TwPipelineRow *row;                                  /* (owned) */
  TwRecordField *field;                                /* (owned) (nullable) the one that gave the value */
} Saving;

static void
saving_free (Saving *saving)
{
  g_object_unref (saving->row);
  g_clear_object (&saving->field);
  g_free (saving);
}

/* What was wrong is said under the field that gave the value, else in a toast. By now the person may be editing another one. */
static void
answer (TwPipelineRow *self,
        TwRecordField *field,
        const char    *error)
{
  if (field != NULL)
    tw_record_field_answer (field, error);
  else if (error != NULL)
    g_signal_emit (self, signals[ERROR], 0, error);
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  Saving *saving = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = tw_edit_commit_finish (TW_STORE (source), result, &error);

  answer (saving->row, saving->field, commit != NULL ? NULL : error->message);
  saving_free (saving);
}

/* from: (nullable): the field that gave the value */
static void
save (TwPipelineRow *self,
      TwRecordField *from,
      const TwField *field,
      const TwValue *value)
{
  TwStore *store = tw_workspace_get_store (self->workspace);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwRecord) record = tw_store_get (store, get_entity (self), tw_record_get_id (self->record), &error);
  g_autofree char *name = NULL, *title = NULL;
  TwEdit *edit = NULL;
  Saving *saving = NULL;

  if (record == NULL || !tw_record_set (record, field, value, &error))
    {
      answer (self, from, error->message);
      return;
    }
  if (!tw_record_has_changes (record))
    {
      answer (self, from, NULL);
      return;
    }
  name = tw_record_dup_title (self->record);
  /* Translators: names a change of a stage: "Lead: Default probability". */
  title = g_strdup_printf (_("%s: %s"), name, tw_field_get_label (field));
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, title);
  tw_edit_save (edit, record);
  saving = g_new0 (Saving, 1);
  saving->row = g_object_ref (self);
  g_set_object (&saving->field, from);
  tw_edit_commit_async (edit, NULL, saved_cb, saving);
}

static void
field_save_cb (TwPipelineRow *self,
               TwFieldInput  *input,
               TwRecordField *row)
{
  g_auto(TwValue) value = TW_VALUE_INIT;
  g_autoptr(GError) error = NULL;

  if (tw_field_input_get_value (input, &value, &error))
    save (self, row, tw_record_field_get_field (row), &value);
  else
    tw_record_field_answer (row, error->message);
}

static void
color_picked_cb (TwPipelineRow *self,
                 const char    *color)
{
  g_auto(TwValue) value = tw_value_text (color);

  save (self, NULL, tw_entity_get_field (get_entity (self), "color"), &value);
}

static void
required_toggled_cb (TwPipelineRow *self)
{
  g_autoptr(GArray) keys = g_array_new (FALSE, FALSE, sizeof (TwValue));
  g_auto(TwValue) list = TW_VALUE_INIT;

  if (self->showing)
    return;
  g_array_set_clear_func (keys, (GDestroyNotify) tw_value_clear);
  for (GtkWidget *check = gtk_widget_get_first_child (GTK_WIDGET (self->required)); check != NULL;
       check = gtk_widget_get_next_sibling (check))
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (check)))
      {
        TwValue key = tw_value_text (g_object_get_data (G_OBJECT (check), "key"));

        g_array_append_val (keys, key);
      }
  if (keys->len > 0)
    list = tw_value_list ((const TwValue *) keys->data, keys->len);
  save (self, NULL, tw_entity_get_field (get_entity (self), "required_fields"), &list);
}

/* --- Showing --- */

static gboolean
is_listed (const TwValue *list,
           const char    *key)
{
  for (guint i = 0; list->type == TW_TYPE_LIST && i < list->list->n_values; i++)
    if (list->list->values[i].type == TW_TYPE_TEXT && g_str_equal (list->list->values[i].text, key))
      return TRUE;
  return FALSE;
}

static void
show_color (TwPipelineRow *self)
{
  const TwField *field = tw_entity_get_field (get_entity (self), "color");
  const TwValue *value = field != NULL ? tw_record_get (self->record, field) : NULL;
  const char *color = value != NULL && value->type == TW_TYPE_TEXT ? value->text : NULL;
  const TwChoice choice = { .color = color };
  const char *classes[] = { "tw-dot", tw_choice_get_css_class (&choice), NULL };

  gtk_widget_set_css_classes (self->dot, classes);
  gtk_widget_set_visible (self->dot, classes[1] != NULL);
  tw_color_palette_show (self->colors, color);
}

static void
show_required (TwPipelineRow *self)
{
  const TwField *field = tw_entity_get_field (get_entity (self), "required_fields");
  const TwValue *list = field != NULL ? tw_record_get (self->record, field) : NULL;
  g_autoptr(GString) names = g_string_new (NULL);

  if (list == NULL)
    return;
  for (GtkWidget *check = gtk_widget_get_first_child (GTK_WIDGET (self->required)); check != NULL;
       check = gtk_widget_get_next_sibling (check))
    {
      gboolean listed = is_listed (list, g_object_get_data (G_OBJECT (check), "key"));

      gtk_check_button_set_active (GTK_CHECK_BUTTON (check), listed);
      if (listed)
        g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", gtk_check_button_get_label (GTK_CHECK_BUTTON (check)));
    }
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->required_row), names->len > 0 ? names->str : _("Nothing"));
}

static void
show_subtitle (TwPipelineRow *self)
{
  const TwField *field = tw_entity_get_field (get_entity (self), "default_probability");
  const TwValue *value = field != NULL ? tw_record_get (self->record, field) : NULL;
  /* Translators: how many records are in a stage. */
  g_autofree char *count = g_strdup_printf (ngettext ("%'u record", "%'u records", (gulong) MAX (self->count, 0)), (guint) MAX (self->count, 0));
  g_autofree char *probability = value != NULL && !tw_value_is_null (value) ? tw_field_format (field, value, NULL) : NULL;
  g_autofree char *both = probability != NULL && self->count >= 0 ? g_strdup_printf ("%s · %s", probability, count) : NULL;
  const char *known = self->count >= 0 ? count : "";

  /* What is not counted is not said to be nothing. */
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), both != NULL ? both : probability != NULL ? probability : known);
}

/* --- Rows inside --- */

static void
add_field (TwPipelineRow *self,
           const TwField *field)
{
  GtkWidget *row = NULL;

  if (field == NULL || !tw_field_input_can_edit (field))
    return;
  row = tw_record_field_new (self->workspace, field);
  g_signal_connect_object (row, "save", G_CALLBACK (field_save_cb), self, G_CONNECT_SWAPPED);
  g_ptr_array_add (self->fields, row);
  gtk_box_append (self->form, row);
}

/* Fields of the records that people can fill in. */
static void
add_required (TwPipelineRow *self)
{
  const TwEntity *entity = self->group->entity;

  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];
      GtkWidget *check = NULL;

      if (!tw_field_input_can_edit (field) || field->required || field == self->group)
        continue;
      check = gtk_check_button_new_with_label (tw_field_get_label (field));
      g_object_set_data (G_OBJECT (check), "key", (gpointer) field->key);
      g_signal_connect_object (check, "toggled", G_CALLBACK (required_toggled_cb), self, G_CONNECT_SWAPPED);
      gtk_box_append (self->required, check);
    }
  gtk_widget_set_visible (self->required_row, tw_entity_get_field (get_entity (self), "required_fields") != NULL);
}

/* --- Dragging --- */

static GdkContentProvider *
prepare_drag_cb (TwPipelineRow *self,
                 double         x,
                 double         y,
                 GtkDragSource *source)
{
  g_autoptr(GdkPaintable) picture = gtk_widget_paintable_new (GTK_WIDGET (self));

  gtk_drag_source_set_icon (source, picture, 12, 12);
  return gdk_content_provider_new_typed (TW_TYPE_PIPELINE_ROW, self);
}

static gboolean
drop_cb (TwPipelineRow *self,
         const GValue  *value)
{
  TwPipelineRow *other = g_value_get_object (value);
  g_autofree char *id = NULL;

  if (other == NULL || other == self)
    return FALSE;
  id = tw_id_dup_text (tw_record_get_id (other->record));
  g_signal_emit (self, signals[PLACE], 0, id);
  return TRUE;
}

static void
tw_pipeline_row_dispose (GObject *object)
{
  TwPipelineRow *self = TW_PIPELINE_ROW (object);

  g_clear_pointer (&self->fields, g_ptr_array_unref);
  g_clear_object (&self->record);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (tw_pipeline_row_parent_class)->dispose (object);
}

static void
tw_pipeline_row_class_init (TwPipelineRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_pipeline_row_dispose;
  signals[PLACE] = g_signal_new ("place", TW_TYPE_PIPELINE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[ERROR] = g_signal_new ("error", TW_TYPE_PIPELINE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  g_type_ensure (TW_TYPE_MOVE_BUTTONS);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("pipeline/tw-pipeline-row.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwPipelineRow, move);
  gtk_widget_class_bind_template_child (widget_class, TwPipelineRow, handle);
  gtk_widget_class_bind_template_child (widget_class, TwPipelineRow, dot);
  gtk_widget_class_bind_template_child (widget_class, TwPipelineRow, form);
  gtk_widget_class_bind_template_child (widget_class, TwPipelineRow, color_row);
  gtk_widget_class_bind_template_child (widget_class, TwPipelineRow, colors);
  gtk_widget_class_bind_template_child (widget_class, TwPipelineRow, required_row);
  gtk_widget_class_bind_template_child (widget_class, TwPipelineRow, required_button);
  gtk_widget_class_bind_template_child (widget_class, TwPipelineRow, required);
}

static void
tw_pipeline_row_init (TwPipelineRow *self)
{
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (TW_TYPE_PIPELINE_ROW, GDK_ACTION_MOVE);

  self->count = -1;
  self->fields = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect_object (source, "prepare", G_CALLBACK (prepare_drag_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->handle, GTK_EVENT_CONTROLLER (source));
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/**
 * tw_pipeline_row_new:
 * @workspace: the workspace
 * @group: a field for which tw_stage_edit_can()
 *
 * Returns: (transfer floating): a row that shows nothing yet
 */
GtkWidget *
tw_pipeline_row_new (TwWorkspace   *workspace,
                     const TwField *group)
{
  TwPipelineRow *self = g_object_new (TW_TYPE_PIPELINE_ROW, NULL);
  const TwEntity *entity = tw_field_get_target (group);

  self->workspace = g_object_ref (workspace);
  self->group = group;
  add_field (self, entity->name_field);
  for (guint i = 0; i < G_N_ELEMENTS (plain_keys); i++)
    add_field (self, tw_entity_get_field (entity, plain_keys[i]));
  tw_color_palette_fill (self->colors, G_CALLBACK (color_picked_cb), self);
  gtk_widget_set_visible (self->color_row, tw_entity_get_field (entity, "color") != NULL);
  add_required (self);
  return GTK_WIDGET (self);
}

/**
 * tw_pipeline_row_set_record:
 * @self: a row
 * @record: the stage as it is stored
 *
 * Shows a stage. A field that is being edited is left alone.
 */
void
tw_pipeline_row_set_record (TwPipelineRow *self,
                            TwRecord      *record)
{
  g_autofree char *title = NULL;

  g_return_if_fail (TW_IS_PIPELINE_ROW (self) && TW_IS_RECORD (record));
  g_set_object (&self->record, record);
  title = tw_record_dup_title (record);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  for (guint i = 0; i < self->fields->len; i++)
    tw_record_field_show (g_ptr_array_index (self->fields, i), record, FALSE);
  self->showing = TRUE;
  show_color (self);
  show_required (self);
  self->showing = FALSE;
  show_subtitle (self);
}

/**
 * tw_pipeline_row_get_record:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): the stage
 */
TwRecord *
tw_pipeline_row_get_record (TwPipelineRow *self)
{
  g_return_val_if_fail (TW_IS_PIPELINE_ROW (self), NULL);
  return self->record;
}

/**
 * tw_pipeline_row_set_count:
 * @self: a row
 * @count: number of records in the stage; -1: not known
 *
 * Shows how many there are.
 */
void
tw_pipeline_row_set_count (TwPipelineRow *self,
                           gint64         count)
{
  g_return_if_fail (TW_IS_PIPELINE_ROW (self));
  self->count = count;
  show_subtitle (self);
}

/**
 * tw_pipeline_row_get_count:
 * @self: a row
 *
 * Returns: number of records in the stage; -1: not counted yet, or not to be read
 */
gint64
tw_pipeline_row_get_count (TwPipelineRow *self)
{
  g_return_val_if_fail (TW_IS_PIPELINE_ROW (self), 0);
  return self->count;
}

/**
 * tw_pipeline_row_set_places:
 * @self: a row
 * @above: whether it can go up
 * @below: whether it can go down
 */
void
tw_pipeline_row_set_places (TwPipelineRow *self,
                             gboolean above,
                             gboolean below)
{
  g_return_if_fail (TW_IS_PIPELINE_ROW (self));
  tw_move_buttons_set_places (self->move, above, below);
}
