/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-widget-editor.h"
#include "tw-dialog-fit.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define N_RULES (TW_N_MARKS - 1)                       /* one for each mark */

#define ROOM_FOR_TWO 480                               /* pixels of the window below which one list stands in a line */

struct _TwWidgetEditor
{
  AdwMessageDialog parent_instance;

  TwWorkspace     *workspace;                          /* (owned) */
  TwId             id;
  gboolean         filling;
  GtkDropDown     *whens[N_RULES];
  GtkEditable     *values[N_RULES];

  /* From the template. */
  TwFigureChooser *chooser;
  GtkEditable     *name, *where;
  GtkSwitch       *table, *shade;
  GtkListBox      *rules;
  GtkLabel        *problem;
};

G_DEFINE_FINAL_TYPE (TwWidgetEditor, tw_widget_editor, ADW_TYPE_MESSAGE_DIALOG)

static char *
dup_text (GtkEditable *editable)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (editable)));
}

static TwFigure *
dup_figure (TwWidgetEditor *self)
{
  TwFigure *figure = tw_figure_chooser_dup_figure (self->chooser);
  g_autofree char *where = dup_text (self->where);

  if (figure == NULL)
    return NULL;
  g_free (figure->where);
  figure->where = *where != '\0' ? g_steal_pointer (&where) : NULL;
  return figure;
}

/* FALSE: a number is none. */
static gboolean
read_format (TwWidgetEditor *self,
             TwTableFormat  *format)
{
  *format = (TwTableFormat) { .shade = gtk_switch_get_active (self->shade) };
  for (guint i = 0; i < N_RULES; i++)
    {
      g_autofree char *text = dup_text (self->values[i]);
      TwTableRule rule = { TW_MARK_GOOD + i, gtk_drop_down_get_selected (self->whens[i]), 0 };
      char *end = NULL;

      if (rule.when == TW_WHEN_NEVER)
        continue;
      rule.value = g_strtod (text, &end);
      if (*text == '\0' || *end != '\0' || !isfinite (rule.value))
        return FALSE;
      format->rules[format->n_rules++] = rule;
    }
  return TRUE;
}

static void
check_cb (TwWidgetEditor *self)
{
  g_autofree char *name = NULL;
  g_autoptr(TwFigure) figure = NULL;
  g_autoptr(GError) error = NULL;
  TwTableFormat format;
  const char *problem = NULL;

  if (self->filling)
    return;
  name = dup_text (self->name);
  figure = dup_figure (self);
  if (figure != NULL && !tw_figure_check (figure, tw_workspace_get_schema (self->workspace), &error))
    problem = error->message;
  else if (!read_format (self, &format))
    problem = _("Write numbers to compare with, such as 1000.");
  else if (*name == '\0')
    problem = _("Write a title.");
  gtk_label_set_label (self->problem, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (self), "save", problem == NULL);
}

static void
add_rule (TwWidgetEditor *self,
          guint           i)
{
  GtkWidget *row = adw_action_row_new (), *list = NULL, *value = gtk_entry_new ();
  g_autoptr(GtkStringList) titles = gtk_string_list_new (NULL);
  g_autofree char *title = g_strdup_printf ("%s %s", tw_mark_get_sign (TW_MARK_GOOD + i), tw_mark_get_label (TW_MARK_GOOD + i));

  for (guint when = 0; when < TW_N_WHENS; when++)
    gtk_string_list_append (titles, tw_when_get_label (when));
  list = gtk_drop_down_new (g_object_ref (G_LIST_MODEL (titles)), NULL);
  self->whens[i] = GTK_DROP_DOWN (list);
  self->values[i] = GTK_EDITABLE (value);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_widget_set_valign (list, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (value, GTK_ALIGN_CENTER);
  gtk_editable_set_width_chars (self->values[i], 8);
  gtk_editable_set_max_width_chars (self->values[i], 8);
  gtk_entry_set_input_purpose (GTK_ENTRY (value), GTK_INPUT_PURPOSE_NUMBER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, tw_mark_get_label (TW_MARK_GOOD + i), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (value), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Number to compare with"), -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), list);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), value);
  g_signal_connect_swapped (list, "notify::selected", G_CALLBACK (check_cb), self);
  g_signal_connect_swapped (value, "changed", G_CALLBACK (check_cb), self);
  gtk_list_box_append (self->rules, row);
}

static void
tw_widget_editor_response (AdwMessageDialog *dialog,
                           const char       *response)
{
  TwWidgetEditor *self = TW_WIDGET_EDITOR (dialog);
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (dialog));
  g_autoptr(TwFigure) figure = NULL;
  g_autofree char *title = NULL, *json = NULL, *format = NULL;
  g_autoptr(GError) error = NULL;
  TwTableFormat read;
  TwDashboardWidget widget = { .id = self->id };

  if (!g_str_equal (response, "save") || !read_format (self, &read))
    return;
  figure = dup_figure (self);
  title = dup_text (self->name);
  json = figure != NULL ? tw_figure_print (figure) : NULL;
  format = read.shade || read.n_rules > 0 ? tw_table_format_print (&read) : NULL;
  widget.title = title;
  widget.figure = json;
  widget.format = format;
  widget.kind = tw_figure_chooser_get_kind (self->chooser);
  widget.table = gtk_switch_get_active (self->table);
  if (!tw_dashboard_change_widget (tw_workspace_get_store (self->workspace), &widget, &error) && parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.toast", "s", error->message);
}

static void
tw_widget_editor_dispose (GObject *object)
{
  TwWidgetEditor *self = TW_WIDGET_EDITOR (object);

  self->filling = TRUE;
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_WIDGET_EDITOR);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (tw_widget_editor_parent_class)->dispose (object);
}

static void
tw_widget_editor_class_init (TwWidgetEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (TW_TYPE_FIGURE_CHOOSER);
  G_OBJECT_CLASS (klass)->dispose = tw_widget_editor_dispose;
  ADW_MESSAGE_DIALOG_CLASS (klass)->response = tw_widget_editor_response;
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("dashboard/tw-widget-editor.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwWidgetEditor, chooser);
  gtk_widget_class_bind_template_child (widget_class, TwWidgetEditor, name);
  gtk_widget_class_bind_template_child (widget_class, TwWidgetEditor, where);
  gtk_widget_class_bind_template_child (widget_class, TwWidgetEditor, table);
  gtk_widget_class_bind_template_child (widget_class, TwWidgetEditor, shade);
  gtk_widget_class_bind_template_child (widget_class, TwWidgetEditor, rules);
  gtk_widget_class_bind_template_child (widget_class, TwWidgetEditor, problem);
  gtk_widget_class_bind_template_callback (widget_class, check_cb);
}

static void
tw_widget_editor_init (TwWidgetEditor *self)
{
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < N_RULES; i++)
    add_rule (self, i);
}

/**
 * tw_widget_editor_new:
 * @parent: the window that it belongs to
 * @workspace: the workspace
 * @widget: what is to be changed
 *
 * Returns: (transfer none): a dialog that changes the widget when it is answered so. A figure that does not fit the schema any more
 * gives way to the number of the records of its first kind.
 */
TwWidgetEditor *
tw_widget_editor_new (GtkWindow               *parent,
                      TwWorkspace             *workspace,
                      const TwDashboardWidget *widget)
{
  TwWidgetEditor *self = g_object_new (TW_TYPE_WIDGET_EDITOR, "transient-for", parent, NULL);
  TwSchema *schema = tw_workspace_get_schema (workspace);
  g_autoptr(TwFigure) figure = widget->figure != NULL ? tw_figure_parse (widget->figure, NULL) : NULL;
  TwTableFormat format;

  self->workspace = g_object_ref (workspace);
  self->id = widget->id;
  if (figure == NULL || tw_schema_get_entity (schema, figure->entity) == NULL)
    {
      g_clear_pointer (&figure, tw_figure_free);
      figure = tw_figure_new (tw_schema_get_entity (schema, "deal") != NULL ? "deal" : tw_schema_get_entity_at (schema, 0)->key);
    }
  tw_figure_chooser_set (self->chooser, schema, figure, widget->kind);
  gtk_editable_set_text (self->name, widget->title);
  gtk_editable_set_text (self->where, figure->where != NULL ? figure->where : "");
  tw_table_format_parse (widget->format, &format);
  tw_widget_editor_set_format (self, widget->table, &format);
  self->filling = FALSE;
  check_cb (self);
  tw_figure_chooser_set_narrow (self->chooser, parent != NULL && gtk_widget_get_width (GTK_WIDGET (parent)) < ROOM_FOR_TWO);
  tw_dialog_fit (GTK_WINDOW (self), parent);
  return self;
}

/**
 * tw_widget_editor_get_chooser:
 * @self: an editor
 *
 * Returns: (transfer none): where it is chosen what is counted
 */
TwFigureChooser *
tw_widget_editor_get_chooser (TwWidgetEditor *self)
{
  g_return_val_if_fail (TW_IS_WIDGET_EDITOR (self), NULL);
  return self->chooser;
}

/**
 * tw_widget_editor_set_where:
 * @self: an editor
 * @where: a condition, "" for none
 */
void
tw_widget_editor_set_where (TwWidgetEditor *self,
                            const char     *where)
{
  g_return_if_fail (TW_IS_WIDGET_EDITOR (self));
  gtk_editable_set_text (self->where, where);
}

/**
 * tw_widget_editor_set_format:
 * @self: an editor
 * @table: whether it is shown as a table
 * @format: how the numbers of the table are told apart
 */
void
tw_widget_editor_set_format (TwWidgetEditor      *self,
                             gboolean             table,
                             const TwTableFormat *format)
{
  g_return_if_fail (TW_IS_WIDGET_EDITOR (self));
  gtk_switch_set_active (self->table, table);
  gtk_switch_set_active (self->shade, format->shade);
  for (guint i = 0; i < format->n_rules; i++)
    {
      const TwTableRule *rule = &format->rules[i];
      g_autofree char *text = g_strdup_printf ("%.15g", rule->value);

      gtk_editable_set_text (self->values[rule->mark - TW_MARK_GOOD], text);
      gtk_drop_down_set_selected (self->whens[rule->mark - TW_MARK_GOOD], rule->when);
    }
}

/**
 * tw_widget_editor_get_problem:
 * @self: an editor
 *
 * Returns: (transfer none) (nullable): a sentence that says what is to be done before it can be saved
 */
const char *
tw_widget_editor_get_problem (TwWidgetEditor *self)
{
  g_return_val_if_fail (TW_IS_WIDGET_EDITOR (self), NULL);
  return gtk_widget_get_visible (GTK_WIDGET (self->problem)) ? gtk_label_get_label (self->problem) : NULL;
}
