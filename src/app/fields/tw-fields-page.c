/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-fields-page.h"

#include <glib/gi18n-lib.h>

#include "tw-define.h"
#include "tw-definitions.h"
#include "tw-drop-search.h"
#include "tw-field-edit.h"
#include "tw-field-row.h"
#include "tw-field-sheet.h"
#include "tw-object-sheet.h"

/* A site may have a thousand fields of its own: so many rows are made at once, and as many more when the end comes near. */
#define MADE_AT_ONCE 100

struct _TwFieldsPage
{
  TwWindowPage  parent_instance;

  TwSchema     *schema;                                /* (owned) what is shown */
  GPtrArray    *entities;                              /* (owned) TwEntity, those of the chooser */
  guint         entity;                                /* number of the one whose fields are shown; 0: the first */
  char         *awaited;                               /* (owned) (nullable) name of a new kind, to be shown when it is there */
  GtkWindow    *sheet;                                 /* nullable */
  gboolean      updating;
  gboolean      missing;                               /* there are fields whose rows were not made yet */

  /* From the template. */
  GtkDropDown  *chooser;
  GtkListBox   *fields;
};

G_DEFINE_FINAL_TYPE (TwFieldsPage, tw_fields_page, TW_TYPE_WINDOW_PAGE)

static TwStore *
get_store (TwFieldsPage *self)
{
  return tw_workspace_get_store (tw_window_page_get_workspace (TW_WINDOW_PAGE (self)));
}

static const TwEntity *
get_entity (TwFieldsPage *self)
{
  return tw_schema_get_entity_by_number (self->schema, self->entity);
}

static TwFieldRow *
row_at (TwFieldsPage *self,
        int           i)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->fields, i);

  return row != NULL ? TW_FIELD_ROW (row) : NULL;
}

static const TwField *
field_of (TwFieldsPage *self,
          TwFieldRow   *row)
{
  return row != NULL ? tw_entity_get_field_by_number (get_entity (self), tw_field_row_get_number (row)) : NULL;
}

/* The field whose row has the focus. */
static const TwField *
get_focused (TwFieldsPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *row = focus != NULL ? gtk_widget_get_ancestor (focus, TW_TYPE_FIELD_ROW) : NULL;

  return row != NULL ? field_of (self, TW_FIELD_ROW (row)) : NULL;
}

static void show_fields (TwFieldsPage *self);

/* --- Saving --- */

static void
defined_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr(TwFieldsPage) self = TW_FIELDS_PAGE (data);
  g_autoptr(GError) error = NULL;

  if (tw_define_finish (TW_WORKSPACE (source), result, &error))
    return;
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
  /* A switch goes back to what is stored. */
  if (self->schema != NULL)
    show_fields (self);
}

/* Takes the definitions; nullable. */
static void
define (TwFieldsPage *self,
        char         *definitions)
{
  g_autofree char *taken = definitions;

  if (taken != NULL)
    tw_define_async (tw_window_page_get_workspace (TW_WINDOW_PAGE (self)), taken, defined_cb, g_object_ref (self));
}

static void
retire_cb (TwFieldsPage *self,
           gboolean      retired,
           TwFieldRow   *row)
{
  const TwField *field = field_of (self, row);

  if (field != NULL)
    define (self, tw_definition_retire (field->entity->key, field->key, retired));
}

static void
place_cb (TwFieldsPage *self,
          guint         number,
          TwFieldRow   *row)
{
  const TwField *before = field_of (self, row), *field = tw_entity_get_field_by_number (get_entity (self), number);

  if (field != NULL && before != NULL)
    define (self, tw_field_edit_place (field, before));
}

/* --- Commands --- */

static void
open_sheet (TwFieldsPage *self,
            GtkWindow    *sheet)
{
  if (self->sheet != NULL)
    g_object_remove_weak_pointer (G_OBJECT (self->sheet), (gpointer *) &self->sheet);
  self->sheet = sheet;
  g_object_add_weak_pointer (G_OBJECT (sheet), (gpointer *) &self->sheet);
  gtk_window_present (sheet);
}

static void
open_field (TwFieldsPage  *self,
            const TwField *field)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (root != NULL && (field == NULL || (field->custom && !field->retired)))
    open_sheet (self, GTK_WINDOW (tw_field_sheet_new (GTK_WINDOW (root), tw_window_page_get_workspace (TW_WINDOW_PAGE (self)), get_entity (self), field)));
}

static void
activated_cb (TwFieldsPage *self,
              TwFieldRow   *row)
{
  const TwField *field = field_of (self, row);

  if (field != NULL)
    open_field (self, field);
}

static void
new_field (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  open_field (TW_FIELDS_PAGE (widget), NULL);
}

static void
edit (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  const TwField *field = get_focused (TW_FIELDS_PAGE (widget));

  if (field != NULL)
    open_field (TW_FIELDS_PAGE (widget), field);
}

static void
up (GtkWidget  *widget,
    const char *name,
    GVariant   *parameter)
{
  const TwField *field = get_focused (TW_FIELDS_PAGE (widget));

  if (field != NULL)
    define (TW_FIELDS_PAGE (widget), tw_field_edit_shift (field, -1));
}

static void
down (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  const TwField *field = get_focused (TW_FIELDS_PAGE (widget));

  if (field != NULL)
    define (TW_FIELDS_PAGE (widget), tw_field_edit_shift (field, 1));
}

/* What was made is shown when it is there; a team's comes from its server. */
static void
made_cb (TwFieldsPage *self,
         const char   *label)
{
  g_free (self->awaited);
  self->awaited = g_strdup (label);
}

static void
open_object (TwFieldsPage   *self,
             const TwEntity *entity)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  TwObjectSheet *sheet = NULL;

  if (root == NULL)
    return;
  sheet = tw_object_sheet_new (GTK_WINDOW (root), tw_window_page_get_workspace (TW_WINDOW_PAGE (self)), entity);
  g_signal_connect_object (sheet, "made", G_CALLBACK (made_cb), self, G_CONNECT_SWAPPED);
  open_sheet (self, GTK_WINDOW (sheet));
}

static void
new_object (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  open_object (TW_FIELDS_PAGE (widget), NULL);
}

static void
edit_object (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  open_object (TW_FIELDS_PAGE (widget), get_entity (TW_FIELDS_PAGE (widget)));
}

static void
hide_object (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  TwFieldsPage *self = TW_FIELDS_PAGE (widget);

  define (self, tw_definition_retire (get_entity (self)->key, NULL, g_str_equal (name, "fields.hide-object")));
}

static const TwActionInfo infos[] = {
  { "fields.new", N_("New field"), "<Control>n", NULL, NULL, new_field },
  { "fields.edit", N_("Change the field"), "F2", NULL, NULL, edit },
  { "fields.up", N_("Move the field up"), "<Alt>Up", NULL, NULL, up },
  { "fields.down", N_("Move the field down"), "<Alt>Down", NULL, NULL, down },
  { "fields.new-object", N_("New kind of record"), "<Shift><Control>n", NULL, NULL, new_object },
  { "fields.edit-object", N_("Rename the kind of record"), NULL, NULL, NULL, edit_object },
  { "fields.hide-object", N_("Hide the kind of record"), NULL, NULL, NULL, hide_object },
  { "fields.show-object", N_("Show the kind of record again"), NULL, NULL, NULL, hide_object },
};

const TwActionTable tw_fields_page_actions = { N_("Fields"), infos, G_N_ELEMENTS (infos) };

/* --- Showing --- */

/* Number of the field → its row. */
static GHashTable *
dup_rows (TwFieldsPage *self)
{
  GHashTable *rows = g_hash_table_new (NULL, NULL);

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->fields)); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (TW_IS_FIELD_ROW (child))
      g_hash_table_insert (rows, GUINT_TO_POINTER (tw_field_row_get_number (TW_FIELD_ROW (child))), child);
  return rows;
}

static TwFieldRow *
make_row (TwFieldsPage *self,
          int           index)
{
  GtkWidget *row = tw_field_row_new ();

  g_signal_connect_object (row, "retire", G_CALLBACK (retire_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "place", G_CALLBACK (place_cb), self, G_CONNECT_SWAPPED);
  gtk_list_box_insert (self->fields, row, index);
  return TW_FIELD_ROW (row);
}

/* A row that stays is the same widget at its new place, so that it keeps the focus. */
static void
move_row (TwFieldsPage *self,
          TwFieldRow   *row,
          int           index)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  gboolean focused = focus != NULL && (focus == GTK_WIDGET (row) || gtk_widget_is_ancestor (focus, GTK_WIDGET (row)));

  if (gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)) == index)
    return;
  g_object_ref (row);
  gtk_list_box_remove (self->fields, GTK_WIDGET (row));
  gtk_list_box_insert (self->fields, GTK_WIDGET (row), index);
  g_object_unref (row);
  if (focused)
    gtk_widget_grab_focus (GTK_WIDGET (row));
}

typedef struct
{
  GHashTable *rows;
  gboolean    again;                                   /* rows that are there show what they are about, too */
  guint       room;                                    /* how many may be made */
  gboolean    missing;
  int         n;
} Showing;

static void
show_field (TwFieldsPage  *self,
            const TwField *field,
            Showing       *showing)
{
  TwFieldRow *row = g_hash_table_lookup (showing->rows, GUINT_TO_POINTER (field->number));

  if (row == NULL && showing->room == 0)
    {
      showing->missing = TRUE;
      return;
    }
  if (row != NULL)
    move_row (self, row, showing->n);
  else
    showing->room--;
  if (row == NULL || showing->again)
    tw_field_row_show (row != NULL ? row : make_row (self, showing->n), field);
  showing->n++;
}

static void
show_section (TwFieldsPage   *self,
              const TwEntity *entity,
              const char     *section,
              Showing        *showing)
{
  for (guint i = 0; i < entity->n_fields; i++)
    if (tw_field_edit_is_listed (entity->fields[i]) && g_strcmp0 (entity->fields[i]->section, section) == 0)
      show_field (self, entity->fields[i], showing);
}

static void
update_commands (TwFieldsPage   *self,
                 const TwEntity *entity)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "fields.new", !entity->retired);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "fields.edit-object", entity->custom && !entity->retired);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "fields.hide-object", entity->custom && !entity->retired);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "fields.show-object", entity->custom && entity->retired);
}

/* Makes rows where they are missing. */
static void
show_some (TwFieldsPage *self,
           gboolean      again)
{
  const TwEntity *entity = get_entity (self);
  g_autoptr(GHashTable) rows = dup_rows (self);
  Showing showing = { .rows = rows, .again = again, .room = MADE_AT_ONCE };

  for (guint i = 0; entity->sections[i] != NULL; i += 2)
    show_section (self, entity, entity->sections[i], &showing);
  while (row_at (self, showing.n) != NULL)
    gtk_list_box_remove (self->fields, GTK_WIDGET (row_at (self, showing.n)));
  gtk_list_box_invalidate_headers (self->fields);
  self->missing = showing.missing;
}

static void
show_fields (TwFieldsPage *self)
{
  show_some (self, TRUE);
  update_commands (self, get_entity (self));
}

static void
scrolled_cb (TwFieldsPage  *self,
             GtkAdjustment *adjustment)
{
  double page = gtk_adjustment_get_page_size (adjustment);

  if (self->missing && gtk_adjustment_get_value (adjustment) + 2 * page >= gtk_adjustment_get_upper (adjustment))
    show_some (self, FALSE);
}

/* The first row of a section has its name above it. */
static void
header_cb (GtkListBoxRow *row,
           GtkListBoxRow *before,
           gpointer       data)
{
  TwFieldsPage *self = TW_FIELDS_PAGE (data);
  const TwField *field = field_of (self, TW_FIELD_ROW (row)), *other = before != NULL ? field_of (self, TW_FIELD_ROW (before)) : NULL;
  GtkWidget *label = NULL;

  if (field == NULL || (other != NULL && g_strcmp0 (field->section, other->section) == 0))
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }
  label = gtk_label_new (tw_entity_get_section_label (field->entity, field->section));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_add_css_class (label, "tw-list-heading");
  gtk_list_box_row_set_header (row, label);
}

/* Those that the sidebar shows, and all of the site's own. */
static gboolean
is_offered (const TwEntity *entity)
{
  return entity->custom || (entity->group != NULL && !entity->retired);
}

static void
clear_rows (TwFieldsPage *self)
{
  while (row_at (self, 0) != NULL)
    gtk_list_box_remove (self->fields, GTK_WIDGET (row_at (self, 0)));
}

static guint
fill_chooser (TwFieldsPage *self)
{
  g_autoptr(GtkStringList) titles = gtk_string_list_new (NULL);
  guint selected = 0;

  g_ptr_array_set_size (self->entities, 0);
  for (guint i = 0; i < tw_schema_get_n_entities (self->schema); i++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (self->schema, i);
      g_autofree char *hidden = NULL;

      if (!is_offered (entity))
        continue;
      if (self->awaited != NULL && entity->custom && g_str_equal (tw_entity_get_label (entity, FALSE), self->awaited))
        {
          self->entity = entity->number;
          g_clear_pointer (&self->awaited, g_free);
        }
      if (entity->number == self->entity)
        selected = self->entities->len;
      if (entity->retired)
        /* Translators: %s is a kind of record that is not offered any more. */
        hidden = g_strdup_printf (_("%s (hidden)"), tw_entity_get_label (entity, TRUE));
      g_ptr_array_add (self->entities, (gpointer) entity);
      gtk_string_list_append (titles, hidden != NULL ? hidden : tw_entity_get_label (entity, TRUE));
    }
  self->updating = TRUE;
  gtk_drop_down_set_model (self->chooser, G_LIST_MODEL (titles));
  gtk_drop_down_set_selected (self->chooser, selected);
  self->updating = FALSE;
  return selected;
}

static void
schema_changed_cb (TwFieldsPage *self)
{
  guint former = self->entity, selected;

  g_clear_pointer (&self->schema, tw_schema_unref);
  self->schema = tw_store_ref_schema (get_store (self));
  selected = fill_chooser (self);
  self->entity = ((const TwEntity *) g_ptr_array_index (self->entities, selected))->number;
  if (self->entity != former)
    clear_rows (self);
  show_fields (self);
}

static void
chosen_cb (TwFieldsPage *self)
{
  guint selected = gtk_drop_down_get_selected (self->chooser);

  if (self->updating || self->schema == NULL || selected >= self->entities->len)
    return;
  self->entity = ((const TwEntity *) g_ptr_array_index (self->entities, selected))->number;
  clear_rows (self);
  show_fields (self);
}

static void
tw_fields_page_shown (TwWindowPage *page)
{
  gtk_widget_child_focus (GTK_WIDGET (TW_FIELDS_PAGE (page)->fields), GTK_DIR_TAB_FORWARD);
}

static void
tw_fields_page_dispose (GObject *object)
{
  TwFieldsPage *self = TW_FIELDS_PAGE (object);

  if (self->sheet != NULL)
    {
      GtkWindow *sheet = self->sheet;

      g_object_remove_weak_pointer (G_OBJECT (sheet), (gpointer *) &self->sheet);
      self->sheet = NULL;
      gtk_window_destroy (sheet);
    }
  if (self->fields != NULL)
    gtk_list_box_set_header_func (self->fields, NULL, NULL, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_FIELDS_PAGE);
  g_clear_pointer (&self->entities, g_ptr_array_unref);
  g_clear_pointer (&self->schema, tw_schema_unref);
  g_clear_pointer (&self->awaited, g_free);
  G_OBJECT_CLASS (tw_fields_page_parent_class)->dispose (object);
}

static void
tw_fields_page_class_init (TwFieldsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_fields_page_dispose;
  TW_WINDOW_PAGE_CLASS (klass)->shown = tw_fields_page_shown;
  TW_WINDOW_PAGE_CLASS (klass)->help = "custom-fields";
  tw_action_table_install (&tw_fields_page_actions, widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("fields/tw-fields-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwFieldsPage, chooser);
  gtk_widget_class_bind_template_child (widget_class, TwFieldsPage, fields);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
}

static void
tw_fields_page_init (TwFieldsPage *self)
{
  GtkWidget *scrolled = NULL;

  self->entities = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_header_func (self->fields, header_cb, self, NULL);
  tw_drop_search_enable (self->chooser);
  scrolled = gtk_widget_get_ancestor (GTK_WIDGET (self->fields), GTK_TYPE_SCROLLED_WINDOW);
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled)), "value-changed",
                           G_CALLBACK (scrolled_cb), self, G_CONNECT_SWAPPED);
}

/**
 * tw_fields_page_new:
 * @workspace: the workspace
 * @entity: (nullable): whose fields are shown first
 *
 * Returns: (transfer floating): a page for the window
 */
TwWindowPage *
tw_fields_page_new (TwWorkspace    *workspace,
                    const TwEntity *entity)
{
  TwFieldsPage *self = g_object_new (TW_TYPE_FIELDS_PAGE, "workspace", workspace, NULL);

  self->entity = entity != NULL ? entity->number : 0;
  schema_changed_cb (self);
  g_signal_connect_object (get_store (self), "schema-changed", G_CALLBACK (schema_changed_cb), self, G_CONNECT_SWAPPED);
  return TW_WINDOW_PAGE (self);
}

/**
 * tw_fields_page_get_list:
 * @self: a page
 *
 * Returns: (transfer none): the list of TwFieldRow
 */
GtkListBox *
tw_fields_page_get_list (TwFieldsPage *self)
{
  g_return_val_if_fail (TW_IS_FIELDS_PAGE (self), NULL);
  return self->fields;
}

/**
 * tw_fields_page_get_sheet:
 * @self: a page
 *
 * Returns: (transfer none) (nullable): the open #TwFieldSheet or #TwObjectSheet
 */
GtkWindow *
tw_fields_page_get_sheet (TwFieldsPage *self)
{
  g_return_val_if_fail (TW_IS_FIELDS_PAGE (self), NULL);
  return self->sheet;
}
