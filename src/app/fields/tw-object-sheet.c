/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-object-sheet.h"

#include <glib/gi18n-lib.h>

#include "tw-define.h"
#include "tw-dialog-fit.h"
#include "tw-field-edit.h"

struct _TwObjectSheet
{
  AdwWindow       parent_instance;

  TwWorkspace    *workspace;                           /* (owned) */
  TwSchema       *schema;                              /* (owned) */
  const TwEntity *entity;                              /* nullable */
  GPtrArray      *parents;                             /* (owned) TwEntity; the first is NULL, none */

  /* From the template. */
  GtkLabel       *problem;
  AdwEntryRow    *label, *plural;
  AdwComboRow    *group, *parent;
};

G_DEFINE_FINAL_TYPE (TwObjectSheet, tw_object_sheet, ADW_TYPE_WINDOW)

enum { MADE, N_SIGNALS };
static guint signals[N_SIGNALS];

/* The parts of the sidebar that hold kinds of records, as it names them. */
static const struct { const char *key, *label; } groups[] = {
  { "sell", N_("Sell") },
  { "people", N_("People") },
  { "plan", N_("Plan") },
  { "serve", N_("Serve") },
  { "know", N_("Know") },
  { "admin", N_("Administration") },
  { NULL, N_("Not in the sidebar") },
};

static void
show_problem (TwObjectSheet *self,
              const char    *message)
{
  gtk_label_set_label (self->problem, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), message != NULL);
}

static void
changed_cb (TwObjectSheet *self)
{
  show_problem (self, NULL);
}

static char *
dup_entered (AdwEntryRow *row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
}

static void
defined_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr(TwObjectSheet) self = TW_OBJECT_SHEET (data);
  g_autoptr(GError) error = NULL;

  if (tw_define_finish (TW_WORKSPACE (source), result, &error))
    {
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  if (self->schema == NULL)
    return;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "object.save", TRUE);
  show_problem (self, error->message);
}

static void
save (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  TwObjectSheet *self = TW_OBJECT_SHEET (widget);
  g_autofree char *label = dup_entered (self->label), *plural = dup_entered (self->plural), *definitions = NULL;
  g_autoptr(GError) error = NULL;
  guint selected = adw_combo_row_get_selected (self->parent);
  const TwEntity *parent = selected < self->parents->len ? g_ptr_array_index (self->parents, selected) : NULL;
  const char *group = groups[MIN (adw_combo_row_get_selected (self->group), G_N_ELEMENTS (groups) - 1)].key;

  definitions = self->entity != NULL ? tw_object_edit_rename (self->entity, label, plural, group, &error)
                                     : tw_object_edit_new (self->schema, label, plural, group, parent, &error);
  if (definitions == NULL)
    {
      show_problem (self, error->message);
      return;
    }
  show_problem (self, NULL);
  gtk_widget_action_set_enabled (widget, "object.save", FALSE);
  if (self->entity == NULL)
    g_signal_emit (self, signals[MADE], 0, label);
  tw_define_async (self->workspace, definitions, defined_cb, g_object_ref (self));
}

static const TwActionInfo infos[] = {
  { "object.save", N_("Save the kind of record"), "<Control>Return <Control>s", NULL, NULL, save },
  { "window.close", N_("Close without saving"), "Escape", NULL, NULL, NULL },
};

const TwActionTable tw_object_sheet_actions = { N_("A kind of record"), infos, G_N_ELEMENTS (infos) };

static void
fill_groups (TwObjectSheet *self)
{
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);
  guint selected = 0;

  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      gtk_string_list_append (names, _(groups[i].label));
      if (self->entity != NULL && g_strcmp0 (self->entity->group, groups[i].key) == 0)
        selected = i;
    }
  adw_combo_row_set_model (self->group, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->group, selected);
}

static void
fill_parents (TwObjectSheet *self)
{
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);

  g_ptr_array_add (self->parents, NULL);
  gtk_string_list_append (names, _("Nothing"));
  for (guint i = 0; i < tw_schema_get_n_entities (self->schema); i++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (self->schema, i);

      if (entity->retired || (entity->group == NULL && !entity->custom))
        continue;
      g_ptr_array_add (self->parents, (gpointer) entity);
      gtk_string_list_append (names, tw_entity_get_label (entity, FALSE));
    }
  adw_combo_row_set_model (self->parent, G_LIST_MODEL (names));
}

static void
tw_object_sheet_dispose (GObject *object)
{
  TwObjectSheet *self = TW_OBJECT_SHEET (object);

  self->entity = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_OBJECT_SHEET);
  g_clear_pointer (&self->parents, g_ptr_array_unref);
  g_clear_pointer (&self->schema, tw_schema_unref);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (tw_object_sheet_parent_class)->dispose (object);
}

static void
tw_object_sheet_class_init (TwObjectSheetClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_object_sheet_dispose;
  signals[MADE] = g_signal_new ("made", TW_TYPE_OBJECT_SHEET, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  tw_action_table_install (&tw_object_sheet_actions, widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("fields/tw-object-sheet.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwObjectSheet, problem);
  gtk_widget_class_bind_template_child (widget_class, TwObjectSheet, label);
  gtk_widget_class_bind_template_child (widget_class, TwObjectSheet, plural);
  gtk_widget_class_bind_template_child (widget_class, TwObjectSheet, group);
  gtk_widget_class_bind_template_child (widget_class, TwObjectSheet, parent);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
tw_object_sheet_init (TwObjectSheet *self)
{
  self->parents = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tw_object_sheet_new:
 * @parent: the window above which it stands
 * @workspace: the workspace
 * @entity: (nullable): an own kind of record; %NULL makes a new one
 *
 * Returns: (transfer none): a window
 */
TwObjectSheet *
tw_object_sheet_new (GtkWindow      *parent,
                     TwWorkspace    *workspace,
                     const TwEntity *entity)
{
  TwObjectSheet *self = g_object_new (TW_TYPE_OBJECT_SHEET, "transient-for", parent, NULL);

  tw_dialog_fit (GTK_WINDOW (self), parent);
  self->workspace = g_object_ref (workspace);
  self->schema = tw_store_ref_schema (tw_workspace_get_store (workspace));
  self->entity = entity != NULL ? tw_schema_get_entity_by_number (self->schema, entity->number) : NULL;
  gtk_window_set_title (GTK_WINDOW (self), self->entity != NULL ? _("Rename a Kind of Record") : _("New Kind of Record"));
  fill_groups (self);
  fill_parents (self);
  gtk_widget_set_visible (GTK_WIDGET (self->parent), self->entity == NULL);
  if (self->entity != NULL)
    {
      gtk_editable_set_text (GTK_EDITABLE (self->label), tw_entity_get_label (self->entity, FALSE));
      gtk_editable_set_text (GTK_EDITABLE (self->plural), tw_entity_get_label (self->entity, TRUE));
    }
  return self;
}

/**
 * tw_object_sheet_enter:
 * @self: a sheet
 * @label: what one is called
 * @plural: what many are called
 * @parent: (nullable): what they belong to
 *
 * Enters what a person would.
 */
void
tw_object_sheet_enter (TwObjectSheet  *self,
                       const char     *label,
                       const char     *plural,
                       const TwEntity *parent)
{
  g_return_if_fail (TW_IS_OBJECT_SHEET (self));
  gtk_editable_set_text (GTK_EDITABLE (self->label), label);
  gtk_editable_set_text (GTK_EDITABLE (self->plural), plural);
  for (guint i = 1; parent != NULL && i < self->parents->len; i++)
    if (((const TwEntity *) g_ptr_array_index (self->parents, i))->number == parent->number)
      adw_combo_row_set_selected (self->parent, i);
}

/**
 * tw_object_sheet_get_problem:
 * @self: a sheet
 *
 * Returns: (transfer none) (nullable): why it could not be saved
 */
const char *
tw_object_sheet_get_problem (TwObjectSheet *self)
{
  g_return_val_if_fail (TW_IS_OBJECT_SHEET (self), NULL);
  return gtk_widget_get_visible (GTK_WIDGET (self->problem)) ? gtk_label_get_label (self->problem) : NULL;
}
