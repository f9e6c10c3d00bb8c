/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-column-chooser.h"

#include <glib/gi18n-lib.h>

#include "tw-dialog-fit.h"
#include "tw-text.h"

/* Shown columns come first, in their order, with buttons that move them up; then the other fields, of which a site may have a thousand.
 * A row that is ticked stays under the hand; it stands at its place when a column is moved, something is looked for, or the window is
 * opened again. */
struct _TwColumnChooser
{
  AdwWindow           parent_instance;

  TwViewState        *state;                           /* (owned) */
  GtkStringList      *keys;                            /* (owned): all fields. 'c' and the key of a shown one, 'o' of another */
  GtkCustomFilter    *filter;                          /* (owned) */

  GtkSearchEntry     *entry;
  GtkListView        *list;
};

G_DEFINE_FINAL_TYPE (TwColumnChooser, tw_column_chooser, ADW_TYPE_WINDOW)

/* --- The rows --- */

typedef struct
{
  TwColumnChooser *chooser;                            /* (unowned): the window has the row */
  char            *key;                                /* (owned) (nullable) */
  GtkWidget       *check, *button;
  gboolean         filling;
} Row;

static const TwField *
get_field (TwColumnChooser *self,
           GtkStringObject *item)
{
  return tw_entity_get_field (tw_view_state_get_entity (self->state), gtk_string_object_get_string (item) + 1);
}

static int
find_column (TwColumnChooser *self,
             const char      *key)
{
  const char *const *columns = tw_view_state_get_columns (self->state);

  for (int i = 0; columns[i] != NULL; i++)
    if (g_str_equal (columns[i], key))
      return i;
  return -1;
}

static void
show_row (Row *row)
{
  int place = find_column (row->chooser, row->key);

  row->filling = TRUE;
  gtk_check_button_set_active (GTK_CHECK_BUTTON (row->check), place >= 0);
  row->filling = FALSE;
  gtk_widget_set_visible (row->button, place > 0);
}

static void
columns_changed_cb (GtkWidget *box)
{
  Row *row = g_object_get_data (G_OBJECT (box), "row");

  if (row->key != NULL)
    show_row (row);
}

static void
toggle (TwColumnChooser *self,
        const char      *key)
{
  const char *const *columns = tw_view_state_get_columns (self->state);
  g_autoptr(GPtrArray) changed = g_ptr_array_new ();

  for (guint i = 0; columns[i] != NULL; i++)
    if (!g_str_equal (columns[i], key))
      g_ptr_array_add (changed, (gpointer) columns[i]);
  if (find_column (self, key) < 0)
    g_ptr_array_add (changed, (gpointer) key);
  /* A list without any column could not be read: the last one stays. */
  if (changed->len > 0)
    {
      g_ptr_array_add (changed, NULL);
      tw_view_state_set_columns (self->state, (const char *const *) changed->pdata);
    }
}

static void
toggled_cb (Row *row)
{
  if (row->filling || row->key == NULL)
    return;
  toggle (row->chooser, row->key);
  show_row (row);
}

static void
add_wanted (TwColumnChooser *self,
            GPtrArray       *wanted,
            const TwField   *field,
            gboolean         shown)
{
  if (field != NULL && !field->hidden && !field->retired)
    g_ptr_array_add (wanted, g_strdup_printf ("%c%s", shown ? 'c' : 'o', field->key));
}

/* Brings the list to the order of the columns. Only what is between the first and the last difference is exchanged. */
static void
put_in_order (TwColumnChooser *self)
{
  const TwEntity *entity = tw_view_state_get_entity (self->state);
  const char *const *columns = tw_view_state_get_columns (self->state);
  g_autoptr(GPtrArray) wanted = g_ptr_array_new_with_free_func (g_free);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->keys)), from = 0, after = 0;

  for (guint i = 0; columns[i] != NULL; i++)
    add_wanted (self, wanted, tw_entity_get_field (entity, columns[i]), TRUE);
  for (guint i = 0; i < entity->n_fields; i++)
    if (entity->fields[i]->kind != TW_KIND_JSON && find_column (self, entity->fields[i]->key) < 0)
      add_wanted (self, wanted, entity->fields[i], FALSE);
  while (from < MIN (n, wanted->len) && g_str_equal (gtk_string_list_get_string (self->keys, from), g_ptr_array_index (wanted, from)))
    from++;
  while (after < MIN (n, wanted->len) - from
         && g_str_equal (gtk_string_list_get_string (self->keys, n - after - 1), g_ptr_array_index (wanted, wanted->len - after - 1)))
    after++;
  g_ptr_array_set_size (wanted, (int) (wanted->len - after));
  g_ptr_array_add (wanted, NULL);
  gtk_string_list_splice (self->keys, from, n - after - from, (const char *const *) wanted->pdata + from);
}

static void
move_up_cb (Row *row)
{
  TwColumnChooser *self = row->chooser;
  g_auto(GStrv) keys = g_strdupv ((char **) tw_view_state_get_columns (self->state));
  int place = find_column (self, row->key);
  char *before = NULL;

  if (place < 1)
    return;
  before = keys[place - 1];
  keys[place - 1] = keys[place];
  keys[place] = before;
  tw_view_state_set_columns (self->state, (const char *const *) keys);
  put_in_order (self);
}

static void
row_free (gpointer data)
{
  Row *row = data;

  g_free (row->key);
  g_free (row);
}

static void
setup_cb (TwColumnChooser *self,
          GtkListItem     *item)
{
  Row *row = g_new0 (Row, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  row->chooser = self;
  row->check = gtk_check_button_new ();
  row->button = gtk_button_new_from_icon_name ("go-up-symbolic");
  gtk_widget_set_hexpand (row->check, TRUE);
  gtk_widget_add_css_class (row->button, "flat");
  gtk_widget_set_tooltip_text (row->button, _("Move before the column above"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Move before the column above"), -1);
  g_signal_connect_swapped (row->check, "toggled", G_CALLBACK (toggled_cb), row);
  g_signal_connect_swapped (row->button, "clicked", G_CALLBACK (move_up_cb), row);
  gtk_widget_set_size_request (box, -1, 34);
  gtk_box_append (GTK_BOX (box), row->check);
  gtk_box_append (GTK_BOX (box), row->button);
  gtk_list_item_set_child (item, box);
  g_object_set_data_full (G_OBJECT (box), "row", row, row_free);
  g_signal_connect_object (self->state, "notify::columns", G_CALLBACK (columns_changed_cb), box, G_CONNECT_SWAPPED);
}

static void
bind_cb (TwColumnChooser *self,
         GtkListItem     *item)
{
  Row *row = g_object_get_data (G_OBJECT (gtk_list_item_get_child (item)), "row");
  const TwField *field = get_field (self, gtk_list_item_get_item (item));

  g_free (row->key);
  row->key = g_strdup (field->key);
  gtk_check_button_set_label (GTK_CHECK_BUTTON (row->check), tw_field_get_label (field));
  show_row (row);
}

/* --- The window --- */

static void
activated_cb (TwColumnChooser *self,
              guint            position)
{
  g_autoptr(GtkStringObject) item = g_list_model_get_item (G_LIST_MODEL (gtk_list_view_get_model (self->list)), position);

  toggle (self, gtk_string_object_get_string (item) + 1);
}

static gboolean
matches (gpointer item,
         gpointer data)
{
  TwColumnChooser *self = data;

  return tw_text_contains (tw_field_get_label (get_field (self, item)), gtk_editable_get_text (GTK_EDITABLE (self->entry)));
}

static void
search_cb (TwColumnChooser *self)
{
  put_in_order (self);
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
}

/* Escape takes away what is looked for, and then the window. */
static void
stop_cb (TwColumnChooser *self)
{
  if (*gtk_editable_get_text (GTK_EDITABLE (self->entry)) != '\0')
    gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  else
    gtk_window_close (GTK_WINDOW (self));
}

static void
reset_cb (TwColumnChooser *self)
{
  tw_view_state_set_columns (self->state, NULL);
  put_in_order (self);
}

static void
tw_column_chooser_dispose (GObject *object)
{
  TwColumnChooser *self = TW_COLUMN_CHOOSER (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_COLUMN_CHOOSER);
  g_clear_object (&self->filter);
  g_clear_object (&self->keys);
  g_clear_object (&self->state);
  G_OBJECT_CLASS (tw_column_chooser_parent_class)->dispose (object);
}

static void
tw_column_chooser_class_init (TwColumnChooserClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_column_chooser_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("list/tw-column-chooser.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwColumnChooser, entry);
  gtk_widget_class_bind_template_child (widget_class, TwColumnChooser, list);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, reset_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_cb);
}

static void
tw_column_chooser_init (TwColumnChooser *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->keys = gtk_string_list_new (NULL);
  self->filter = gtk_custom_filter_new (matches, self, NULL);
}

/**
 * tw_column_chooser_new:
 * @parent: the window that it belongs to
 * @state: the view whose columns are chosen
 *
 * Returns: (transfer none): a window in which a click shows or hides a column at once
 */
TwColumnChooser *
tw_column_chooser_new (GtkWindow   *parent,
                       TwViewState *state)
{
  TwColumnChooser *self = g_object_new (TW_TYPE_COLUMN_CHOOSER, "transient-for", parent, NULL);
  GtkFilterListModel *filtered = NULL;

  tw_dialog_fit (GTK_WINDOW (self), parent);
  self->state = g_object_ref (state);
  put_in_order (self);
  filtered = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (self->keys)), g_object_ref (GTK_FILTER (self->filter)));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (filtered))));
  return self;
}
