/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-folder-bar.h"

#include <glib/gi18n-lib.h>

#define MAX_DEPTH 20
#define MAX_SHOWN 60

struct _TwFolderBar
{
  GtkBox         parent_instance;

  TwViewState   *state;                                /* (owned) (nullable) */
  const TwField *field;                                /* the view's entity's */
  GtkBox        *path;
  GtkFlowBox    *folders;
};

G_DEFINE_FINAL_TYPE (TwFolderBar, tw_folder_bar, GTK_TYPE_BOX)

static TwStore *
get_store (TwFolderBar *self)
{
  return tw_workspace_get_store (tw_view_state_get_workspace (self->state));
}

/* The link of a folder to the one that it is in. */
static const TwField *
find_parent (const TwEntity *folder)
{
  for (guint i = 0; i < folder->n_fields; i++)
    if (folder->fields[i]->kind == TW_KIND_LINK && folder->fields[i]->tree && !folder->fields[i]->retired)
      return folder->fields[i];
  return NULL;
}

static char *
dup_condition (TwFolderBar *self,
               const TwId  *id)
{
  char text[TW_ID_TEXT_LENGTH + 1];

  return g_strdup_printf ("%s = \"%s\"", self->field->key, tw_id_print (id, text));
}

/* The place of the bar's own condition among those of the view; -1: there is none. */
static int
find_condition (TwFolderBar *self,
                TwId        *id)
{
  g_autofree char *start = g_strdup_printf ("%s = \"", self->field->key);

  for (guint i = 0; i < tw_view_state_get_n_conditions (self->state); i++)
    {
      const char *text = tw_view_state_get_condition (self->state, i);
      g_autofree char *word = NULL;

      if (!g_str_has_prefix (text, start))
        continue;
      word = g_strndup (text + strlen (start), TW_ID_TEXT_LENGTH);
      if (tw_id_parse (word, id))
        return (int) i;
    }
  return -1;
}

static void
chosen_cb (GtkButton   *button,
           TwFolderBar *self)
{
  const char *text = g_object_get_data (G_OBJECT (button), "id");
  TwId id;

  if (self->state == NULL)
    return;
  if (text != NULL && tw_id_parse (text, &id))
    tw_folder_bar_go_to (self, &id);
  else
    tw_folder_bar_go_to (self, NULL);
}

static GtkWidget *
make_button (TwFolderBar *self,
             const char  *label,
             const char  *icon,
             const TwId  *id)
{
  GtkWidget *button = gtk_button_new (), *content = adw_button_content_new ();

  if (icon != NULL)
    {
      adw_button_content_set_icon_name (ADW_BUTTON_CONTENT (content), icon);
      adw_button_content_set_label (ADW_BUTTON_CONTENT (content), label);
      gtk_button_set_child (GTK_BUTTON (button), content);
    }
  else
    {
      g_object_ref_sink (content);
      g_object_unref (content);
      gtk_button_set_label (GTK_BUTTON (button), label);
      gtk_widget_add_css_class (button, "flat");
    }
  if (id != NULL)
    g_object_set_data_full (G_OBJECT (button), "id", tw_id_dup_text (id), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (chosen_cb), self, 0);
  return button;
}

static void
add_step (TwFolderBar *self,
          GtkWidget   *button)
{
  if (gtk_widget_get_first_child (GTK_WIDGET (self->path)) != NULL)
    {
      GtkWidget *arrow = gtk_image_new_from_icon_name ("go-next-symbolic");

      gtk_widget_add_css_class (arrow, "dim-label");
      gtk_box_append (self->path, arrow);
    }
  gtk_box_append (self->path, button);
}

/* From the outermost; a ring among folders ends the way. */
static void
show_path (TwFolderBar    *self,
           const TwEntity *folder,
           const TwId     *here)
{
  const TwField *parent = find_parent (folder);
  g_autoptr(GPtrArray) way = g_ptr_array_new_with_free_func (g_object_unref);
  TwId id = here != NULL ? *here : (TwId) { 0 };

  for (guint depth = 0; here != NULL && depth < MAX_DEPTH; depth++)
    {
      TwRecord *record = tw_store_get (get_store (self), folder, &id, NULL);
      const TwValue *value = NULL;

      if (record == NULL)
        break;
      g_ptr_array_insert (way, 0, record);
      value = tw_record_get (record, parent);
      if (value->type != TW_TYPE_LINK)
        break;
      id = value->id;
    }
  add_step (self, make_button (self, tw_entity_get_label (tw_view_state_get_entity (self->state), TRUE), NULL, NULL));
  for (guint i = 0; i < way->len; i++)
    {
      TwRecord *record = g_ptr_array_index (way, i);
      g_autofree char *title = tw_record_dup_title (record);

      add_step (self, make_button (self, title, NULL, tw_record_get_id (record)));
    }
}

static void
show_folders (TwFolderBar    *self,
              const TwEntity *folder,
              const TwId     *here)
{
  TwSchema *schema = tw_workspace_get_schema (tw_view_state_get_workspace (self->state));
  const TwField *parent = find_parent (folder);
  g_autofree char *where = NULL;
  g_autoptr(TwQuery) query = NULL;
  g_autoptr(GPtrArray) folders = NULL;
  char text[TW_ID_TEXT_LENGTH + 1];

  where = here != NULL ? g_strdup_printf ("%s = \"%s\"", parent->key, tw_id_print (here, text)) : g_strdup_printf ("%s is empty", parent->key);
  query = tw_query_new (schema, folder, where, folder->name_field->key, NULL);
  folders = query != NULL ? tw_store_list (get_store (self), query, MAX_SHOWN, NULL, NULL, NULL) : NULL;
  for (guint i = 0; folders != NULL && i < folders->len; i++)
    {
      TwRecord *record = g_ptr_array_index (folders, i);
      g_autofree char *title = tw_record_dup_title (record);

      gtk_flow_box_insert (self->folders, make_button (self, title, "folder-symbolic", tw_record_get_id (record)), -1);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->folders), folders != NULL && folders->len > 0);
}

static void
clear (GtkWidget *box)
{
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (box)) != NULL)
    if (GTK_IS_FLOW_BOX (box))
      gtk_flow_box_remove (GTK_FLOW_BOX (box), child);
    else
      gtk_box_remove (GTK_BOX (box), child);
}

static void
refresh (TwFolderBar *self)
{
  const TwEntity *folder = tw_field_get_target (self->field);
  TwId id;
  gboolean inside = find_condition (self, &id) >= 0;

  clear (GTK_WIDGET (self->path));
  clear (GTK_WIDGET (self->folders));
  if (folder == NULL)
    return;
  show_path (self, folder, inside ? &id : NULL);
  show_folders (self, folder, inside ? &id : NULL);
}

static void
committed_cb (TwFolderBar *self,
              TwCommit    *commit)
{
  if (tw_commit_touches (commit, tw_field_get_target (self->field)))
    refresh (self);
}

static void
tw_folder_bar_dispose (GObject *object)
{
  g_clear_object (&TW_FOLDER_BAR (object)->state);
  G_OBJECT_CLASS (tw_folder_bar_parent_class)->dispose (object);
}

static void
tw_folder_bar_class_init (TwFolderBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tw_folder_bar_dispose;
}

static void
tw_folder_bar_init (TwFolderBar *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_widget_set_margin_start (GTK_WIDGET (self), 12);
  gtk_widget_set_margin_end (GTK_WIDGET (self), 12);
  gtk_widget_set_margin_top (GTK_WIDGET (self), 6);
  self->path = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3));
  self->folders = GTK_FLOW_BOX (gtk_flow_box_new ());
  gtk_flow_box_set_selection_mode (self->folders, GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (self->folders, 8);
  gtk_flow_box_set_column_spacing (self->folders, 6);
  gtk_flow_box_set_row_spacing (self->folders, 6);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->folders), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Folders here"), -1);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->path));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->folders));
}

/**
 * tw_folder_bar_find_field:
 * @entity: an entity
 *
 * Returns: (transfer none) (nullable): the link by which its records lie in folders that lie in one another
 */
const TwField *
tw_folder_bar_find_field (const TwEntity *entity)
{
  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];
      const TwEntity *target = field->kind == TW_KIND_LINK && !field->retired && !field->tree ? tw_field_get_target (field) : NULL;

      if (target != NULL && target->group == NULL && target->name_field != NULL && find_parent (target) != NULL)
        return field;
    }
  return NULL;
}

/**
 * tw_folder_bar_new:
 * @state: a view of an entity that has such a link
 *
 * Returns: (transfer floating): a bar
 */
GtkWidget *
tw_folder_bar_new (TwViewState *state)
{
  TwFolderBar *self = g_object_new (TW_TYPE_FOLDER_BAR, NULL);

  self->state = g_object_ref (state);
  self->field = tw_folder_bar_find_field (tw_view_state_get_entity (state));
  g_signal_connect_object (state, "conditions-changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (get_store (self), "committed", G_CALLBACK (committed_cb), self, G_CONNECT_SWAPPED);
  refresh (self);
  return GTK_WIDGET (self);
}

/**
 * tw_folder_bar_get_folder:
 * @self: a bar
 * @id: (out): the folder that is looked at
 *
 * Returns: whether it is one
 */
gboolean
tw_folder_bar_get_folder (TwFolderBar *self,
                          TwId        *id)
{
  g_return_val_if_fail (TW_IS_FOLDER_BAR (self), FALSE);
  return find_condition (self, id) >= 0;
}

/**
 * tw_folder_bar_go_to:
 * @self: a bar
 * @id: (nullable): a folder; %NULL for all
 *
 * Shows what lies in a folder.
 */
void
tw_folder_bar_go_to (TwFolderBar *self,
                     const TwId  *id)
{
  g_autofree char *text = NULL;
  TwId before;
  int place = 0;

  g_return_if_fail (TW_IS_FOLDER_BAR (self));
  text = id != NULL ? dup_condition (self, id) : NULL;
  place = find_condition (self, &before);
  if (place >= 0 && text != NULL)
    tw_view_state_set_condition (self->state, (guint) place, text, NULL);
  else if (place >= 0)
    tw_view_state_remove_condition (self->state, (guint) place);
  else if (text != NULL)
    tw_view_state_add_condition (self->state, text, NULL);
}
