/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-choices-page.h"

#include <glib/gi18n-lib.h>

#include "tw-choice-edit.h"
#include "tw-choice-row.h"
#include "tw-columns.h"
#include "tw-define.h"
#include "tw-drop-search.h"

struct _TwChoicesPage
{
  TwWindowPage  parent_instance;

  TwSchema     *schema;                                /* (owned) that of fields */
  GPtrArray    *fields;                                /* (owned) TwField, those of the chooser */
  guint         entity, number;                        /* of the field whose choices are shown */
  GCancellable *cancellable;                           /* (owned) (nullable) of the counts */
  gboolean      updating;

  /* From the template. */
  GtkDropDown  *chooser;
  GtkListBox   *choices;
  AdwEntryRow  *new_choice;
};

G_DEFINE_FINAL_TYPE (TwChoicesPage, tw_choices_page, TW_TYPE_WINDOW_PAGE)

static TwStore *
get_store (TwChoicesPage *self)
{
  return tw_workspace_get_store (tw_window_page_get_workspace (TW_WINDOW_PAGE (self)));
}

static const TwField *
get_field (TwChoicesPage *self)
{
  const TwEntity *entity = tw_schema_get_entity_by_number (self->schema, self->entity);

  return entity != NULL ? tw_entity_get_field_by_number (entity, self->number) : NULL;
}

static TwChoiceRow *
row_at (TwChoicesPage *self,
        int            i)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->choices, i);

  return row != NULL && TW_IS_CHOICE_ROW (row) ? TW_CHOICE_ROW (row) : NULL;
}

static void show_choices (TwChoicesPage *self);

/* --- Saving --- */

/* Takes the error; nullable. What is stored is shown again. */
static void
tell (TwChoicesPage *self,
      GError        *error)
{
  if (error == NULL)
    return;
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
  if (self->fields != NULL)
    show_choices (self);
  g_error_free (error);
}

static void
defined_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr(TwChoicesPage) self = TW_CHOICES_PAGE (data);
  GError *error = NULL;

  tw_define_finish (TW_WORKSPACE (source), result, &error);
  tell (self, error);
}

/* Takes both; definitions are NULL when something was wrong. */
static void
define (TwChoicesPage *self,
        char          *definitions,
        GError        *error)
{
  g_autofree char *taken = definitions;

  if (taken == NULL)
    tell (self, error);
  else
    tw_define_async (tw_window_page_get_workspace (TW_WINDOW_PAGE (self)), taken, defined_cb, g_object_ref (self));
}

static void
rename_cb (TwChoicesPage *self,
           const char    *label,
           TwChoiceRow   *row)
{
  GError *error = NULL;
  char *definitions = tw_choice_edit_rename (get_field (self), tw_choice_row_get_key (row), label, &error);

  define (self, definitions, error);
}

static void
color_cb (TwChoicesPage *self,
          const char    *color,
          TwChoiceRow   *row)
{
  define (self, tw_choice_edit_color (get_field (self), tw_choice_row_get_key (row), color), NULL);
}

static void
retire_cb (TwChoicesPage *self,
           gboolean       retired,
           TwChoiceRow   *row)
{
  GError *error = NULL;
  char *definitions = tw_choice_edit_retire (get_field (self), tw_choice_row_get_key (row), retired, &error);

  define (self, definitions, error);
}

static void
place (TwChoicesPage *self,
       const char    *key,
       int            index)
{
  if (index >= 0 && row_at (self, index) != NULL)
    define (self, tw_choice_edit_place (get_field (self), key, (guint) index), NULL);
}

static void
place_cb (TwChoicesPage *self,
          const char    *key,
          TwChoiceRow   *row)
{
  place (self, key, gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)));
}

static void
shift_cb (TwChoicesPage *self,
          int            delta,
          TwChoiceRow   *row)
{
  place (self, tw_choice_row_get_key (row), gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)) + delta);
}

static void
add_cb (TwChoicesPage *self)
{
  g_autofree char *label = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->new_choice))));
  GError *error = NULL;
  char *definitions = NULL;

  if (*label == '\0')
    return;
  definitions = tw_choice_edit_add (get_field (self), label, &error);
  if (definitions != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->new_choice), "");
  define (self, definitions, error);
}

/* --- Commands --- */

static void
add (GtkWidget  *widget,
     const char *name,
     GVariant   *parameter)
{
  gtk_widget_grab_focus (GTK_WIDGET (TW_CHOICES_PAGE (widget)->new_choice));
}

static const TwActionInfo infos[] = {
  { "choices.add", N_("Add a choice"), "<Control>n", NULL, NULL, add },
};

const TwActionTable tw_choices_page_actions = { N_("Choices"), infos, G_N_ELEMENTS (infos) };

/* --- Showing --- */

static void
counted_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr(TwChoicesPage) self = TW_CHOICES_PAGE (data);
  g_autoptr(GPtrArray) groups = tw_store_group_finish (TW_STORE (source), result, NULL);

  for (int i = 0; groups != NULL && row_at (self, i) != NULL; i++)
    {
      gint64 count = 0;

      for (guint j = 0; j < groups->len; j++)
        {
          TwGroup *group = g_ptr_array_index (groups, j);

          if (group->key.type == TW_TYPE_ENUM && g_str_equal (group->key.text, tw_choice_row_get_key (row_at (self, i))))
            count = group->count;
        }
      tw_choice_row_set_count (row_at (self, i), count);
    }
}

static void
count_records (TwChoicesPage *self)
{
  const TwField *field = get_field (self);
  g_autoptr(TwQuery) query = tw_query_new (self->schema, field->entity, NULL, NULL, NULL);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  if (query != NULL && field->kind == TW_KIND_ENUM)
    tw_store_group_async (get_store (self), query, field, NULL, NULL, self->cancellable, counted_cb, g_object_ref (self));
}

static TwChoiceRow *
find_row (TwChoicesPage *self,
          const char    *key)
{
  for (int i = 0; row_at (self, i) != NULL; i++)
    if (g_strcmp0 (tw_choice_row_get_key (row_at (self, i)), key) == 0)
      return row_at (self, i);
  return NULL;
}

static GtkWidget *
make_row (TwChoicesPage *self)
{
  GtkWidget *row = tw_choice_row_new ();

  g_signal_connect_object (row, "rename", G_CALLBACK (rename_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "color", G_CALLBACK (color_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "retire", G_CALLBACK (retire_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "place", G_CALLBACK (place_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "shift", G_CALLBACK (shift_cb), self, G_CONNECT_SWAPPED);
  tw_choice_row_set_narrow (TW_CHOICE_ROW (row), tw_window_page_get_narrow (TW_WINDOW_PAGE (self)));
  return row;
}

static void
narrow_cb (TwChoicesPage *self)
{
  for (int i = 0; row_at (self, i) != NULL; i++)
    tw_choice_row_set_narrow (row_at (self, i), tw_window_page_get_narrow (TW_WINDOW_PAGE (self)));
}

/* A row that stays is the same widget at its new place, so that it keeps the focus and what is being typed. */
static void
move_row (TwChoicesPage *self,
          TwChoiceRow   *row,
          int            index)
{
  GtkWidget *focus = gtk_widget_get_root (GTK_WIDGET (self)) != NULL ? gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self))) : NULL;
  gboolean focused = focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (row));

  if (gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)) == index)
    return;
  g_object_ref (row);
  gtk_list_box_remove (self->choices, GTK_WIDGET (row));
  gtk_list_box_insert (self->choices, GTK_WIDGET (row), index);
  g_object_unref (row);
  if (focused)
    gtk_widget_grab_focus (GTK_WIDGET (row));
}

static void
show_choices (TwChoicesPage *self)
{
  const TwField *field = get_field (self);
  int n = 0;

  for (; field != NULL && field->choices[n] != NULL; n++)
    {
      TwChoiceRow *row = find_row (self, field->choices[n]->key);

      if (row == NULL)
        {
          row = TW_CHOICE_ROW (make_row (self));
          gtk_list_box_insert (self->choices, GTK_WIDGET (row), n);
        }
      else
        move_row (self, row, n);
      tw_choice_row_show (row, field, field->choices[n]);
      tw_choice_row_set_places (row, n > 0, field->choices[n + 1] != NULL);
    }
  while (row_at (self, n) != NULL)
    gtk_list_box_remove (self->choices, GTK_WIDGET (row_at (self, n)));
  if (field != NULL)
    count_records (self);
}

static void
show_fields (TwChoicesPage *self)
{
  g_autoptr(GtkStringList) titles = gtk_string_list_new (NULL);
  guint selected = 0;

  g_clear_pointer (&self->fields, g_ptr_array_unref);
  g_clear_pointer (&self->schema, tw_schema_unref);
  self->schema = tw_store_ref_schema (get_store (self));
  self->fields = tw_choice_edit_list (self->schema);
  for (guint i = 0; i < self->fields->len; i++)
    {
      const TwField *field = g_ptr_array_index (self->fields, i);
      /* Translators: a kind of record, and one of its fields: "Activity: Type". */
      g_autofree char *title = g_strdup_printf (_("%s: %s"), tw_entity_get_label (field->entity, FALSE), tw_field_get_label (field));

      gtk_string_list_append (titles, title);
      if (field->entity->number == self->entity && field->number == self->number)
        selected = i;
    }
  self->entity = ((const TwField *) g_ptr_array_index (self->fields, selected))->entity->number;
  self->number = ((const TwField *) g_ptr_array_index (self->fields, selected))->number;
  self->updating = TRUE;
  gtk_drop_down_set_model (self->chooser, G_LIST_MODEL (titles));
  gtk_drop_down_set_selected (self->chooser, selected);
  self->updating = FALSE;
  show_choices (self);
}

static void
chosen_cb (TwChoicesPage *self)
{
  guint selected = gtk_drop_down_get_selected (self->chooser);
  const TwField *field = NULL;

  if (self->updating || self->fields == NULL || selected >= self->fields->len)
    return;
  field = g_ptr_array_index (self->fields, selected);
  self->entity = field->entity->number;
  self->number = field->number;
  while (row_at (self, 0) != NULL)
    gtk_list_box_remove (self->choices, GTK_WIDGET (row_at (self, 0)));
  show_choices (self);
}

static void
committed_cb (TwChoicesPage *self,
              TwCommit      *commit)
{
  const TwField *field = get_field (self);

  if (field != NULL && tw_commit_touches (commit, field->entity))
    count_records (self);
}

static void
tw_choices_page_shown (TwWindowPage *page)
{
  gtk_widget_child_focus (GTK_WIDGET (TW_CHOICES_PAGE (page)->choices), GTK_DIR_TAB_FORWARD);
}

static void
tw_choices_page_dispose (GObject *object)
{
  TwChoicesPage *self = TW_CHOICES_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_CHOICES_PAGE);
  g_clear_pointer (&self->fields, g_ptr_array_unref);
  g_clear_pointer (&self->schema, tw_schema_unref);
  G_OBJECT_CLASS (tw_choices_page_parent_class)->dispose (object);
}

static void
tw_choices_page_class_init (TwChoicesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_choices_page_dispose;
  TW_WINDOW_PAGE_CLASS (klass)->shown = tw_choices_page_shown;
  TW_WINDOW_PAGE_CLASS (klass)->help = "custom-fields";
  tw_action_table_install (&tw_choices_page_actions, widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("choices/tw-choices-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwChoicesPage, chooser);
  gtk_widget_class_bind_template_child (widget_class, TwChoicesPage, choices);
  gtk_widget_class_bind_template_child (widget_class, TwChoicesPage, new_choice);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
}

static void
tw_choices_page_init (TwChoicesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tw_drop_search_enable (self->chooser);
  g_signal_connect (self, "notify::narrow", G_CALLBACK (narrow_cb), NULL);
}

/**
 * tw_choices_page_new:
 * @workspace: the workspace
 * @field: (nullable): whose choices are shown first; one for which tw_choice_edit_can()
 *
 * Returns: (transfer floating): a page for the window
 */
TwWindowPage *
tw_choices_page_new (TwWorkspace   *workspace,
                     const TwField *field)
{
  TwChoicesPage *self = g_object_new (TW_TYPE_CHOICES_PAGE, "workspace", workspace, NULL);

  if (field != NULL)
    {
      self->entity = field->entity->number;
      self->number = field->number;
    }
  show_fields (self);
  g_signal_connect_object (get_store (self), "schema-changed", G_CALLBACK (show_fields), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (get_store (self), "committed", G_CALLBACK (committed_cb), self, G_CONNECT_SWAPPED);
  return TW_WINDOW_PAGE (self);
}

/**
 * tw_choices_page_get_list:
 * @self: a page
 *
 * Returns: (transfer none): the list of TwChoiceRow
 */
GtkListBox *
tw_choices_page_get_list (TwChoicesPage *self)
{
  g_return_val_if_fail (TW_IS_CHOICES_PAGE (self), NULL);
  return self->choices;
}
