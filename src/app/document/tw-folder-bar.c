/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-folder-bar.h"

#include <glib/gi18n-lib.h>

#include "tw-document-shelf.h"
#include "tw-passing-popover.h"

#define MAX_DEPTH 20
#define MAX_SHOWN 60

struct _TwFolderBar
{
  GtkBox         parent_instance;

  TwViewState   *state;                                /* (owned) (nullable) */
  const TwField *field;                                /* the view's entity's */
  GtkBox        *path, *tools;
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

/* --- Dragged onto a folder, and a folder dragged --- */

/* The folder of a button; (nullable) the one of all documents has none. */
static const TwId *
get_folder (GtkWidget *button,
            TwId      *id)
{
  const char *text = g_object_get_data (G_OBJECT (button), "id");

  return text != NULL && tw_id_parse (text, id) ? id : NULL;
}

static gboolean
dropped_cb (GtkDropTarget *target,
            const GValue  *value,
            double         x,
            double         y,
            TwFolderBar   *self)
{
  GtkWidget *button = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (target));
  GtkWidget *shelf = gtk_widget_get_ancestor (button, TW_TYPE_DOCUMENT_SHELF);
  g_autoptr(GListStore) files = NULL;
  g_autoptr(GSList) list = NULL;
  const TwId *into = NULL;
  TwId id;

  if (shelf == NULL || tw_store_is_read_only (get_store (self)))
    return FALSE;
  into = get_folder (button, &id);
  if (G_VALUE_HOLDS_STRING (value))
    return g_value_get_string (value) != NULL && tw_document_shelf_put (TW_DOCUMENT_SHELF (shelf), g_value_get_string (value), into);
  files = g_list_store_new (G_TYPE_FILE);
  list = gdk_file_list_get_files (g_value_get_boxed (value));
  for (GSList *l = list; l != NULL; l = l->next)
    g_list_store_append (files, l->data);
  tw_document_shelf_add (TW_DOCUMENT_SHELF (shelf), G_LIST_MODEL (files), into);
  return TRUE;
}

static GdkContentProvider *
dragged_cb (GtkDragSource *source,
            double         x,
            double         y,
            TwFolderBar   *self)
{
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (TwId));
  TwId id;

  if (get_folder (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source)), &id) == NULL)
    return NULL;
  g_array_append_val (ids, id);
  return tw_document_shelf_drag ("folder", ids);
}

static void
add_drag (TwFolderBar *self,
          GtkWidget   *button,
          gboolean     folder)
{
  GType types[] = { G_TYPE_STRING, GDK_TYPE_FILE_LIST };
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY | GDK_ACTION_MOVE);
  GtkDragSource *source = NULL;

  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  g_signal_connect_object (target, "drop", G_CALLBACK (dropped_cb), self, 0);
  gtk_widget_add_controller (button, GTK_EVENT_CONTROLLER (target));
  if (!folder)
    return;
  source = gtk_drag_source_new ();
  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  /* Else the button takes the press for itself. */
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (source), GTK_PHASE_CAPTURE);
  g_signal_connect_object (source, "prepare", G_CALLBACK (dragged_cb), self, 0);
  gtk_widget_add_controller (button, GTK_EVENT_CONTROLLER (source));
}

/* --- The menu of a folder --- */

static GMenuModel *
make_menu (const char *id)
{
  static const struct { const char *label, *action; } lines[] = {
    { N_("_New Folder in It…"), "folder.new" }, { N_("_Rename…"), "folder.rename" }, { N_("_Move To…"), "folder.move" },
    { N_("_Delete…"), "folder.delete" },
  };
  GMenu *menu = g_menu_new ();

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr(GMenuItem) item = g_menu_item_new (_(lines[i].label), NULL);

      g_menu_item_set_action_and_target (item, lines[i].action, "s", id);
      g_menu_append_item (menu, item);
    }
  return G_MENU_MODEL (menu);
}

static void
show_menu (GtkWidget *button)
{
  const char *id = g_object_get_data (G_OBJECT (button), "id");
  g_autoptr(GMenuModel) menu = NULL;
  GtkWidget *popover = NULL, *bar = gtk_widget_get_ancestor (button, TW_TYPE_FOLDER_BAR);
  graphene_rect_t bounds;

  if (id == NULL || bar == NULL || !gtk_widget_compute_bounds (button, bar, &bounds))
    return;
  menu = make_menu (id);
  popover = gtk_popover_menu_new_from_model (menu);
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), &(GdkRectangle) { (int) bounds.origin.x, (int) bounds.origin.y, (int) bounds.size.width,
                                                                        (int) bounds.size.height });
  gtk_widget_set_parent (popover, bar);
  tw_popover_goes_when_closed (GTK_POPOVER (popover));
  gtk_popover_popup (GTK_POPOVER (popover));
}

static void
menu_asked_cb (GtkGestureClick *gesture,
               int              n_press,
               double           x,
               double           y)
{
  show_menu (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture)));
}

static gboolean
menu_key_cb (GtkWidget *button,
             GVariant  *arguments,
             gpointer   data)
{
  show_menu (button);
  return TRUE;
}

static void
add_menu (GtkWidget *button)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "pressed", G_CALLBACK (menu_asked_cb), NULL);
  gtk_widget_add_controller (button, GTK_EVENT_CONTROLLER (click));
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("<Shift>F10|Menu"),
                                                          gtk_callback_action_new (menu_key_cb, NULL, NULL)));
  gtk_widget_add_controller (button, keys);
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
      gtk_widget_set_halign (content, GTK_ALIGN_START);
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
  add_drag (self, button, id != NULL);
  if (id != NULL)
    add_menu (button);
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

/* What can be done here, at the end of the way. */
static void
add_tools (TwFolderBar *self)
{
  static const struct { const char *icon, *title, *action; } tools[] = {
    { "folder-new-symbolic", N_("New folder"), "folder.new" }, { "document-send-symbolic", N_("Move documents to a folder"), "documents.move" },
    { "list-add-symbolic", N_("Add files"), "documents.add" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (tools); i++)
    {
      GtkWidget *button = gtk_button_new_from_icon_name (tools[i].icon);

      gtk_widget_add_css_class (button, "flat");
      gtk_widget_set_tooltip_text (button, _(tools[i].title));
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _(tools[i].title), -1);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), tools[i].action);
      if (i == 0)
        gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", "");
      gtk_box_append (self->tools, button);
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
  tw_popovers_unparent (GTK_WIDGET (object));
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
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *scrolled = gtk_scrolled_window_new ();

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_widget_set_margin_start (GTK_WIDGET (self), 12);
  gtk_widget_set_margin_end (GTK_WIDGET (self), 12);
  gtk_widget_set_margin_top (GTK_WIDGET (self), 6);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self), 12);
  self->path = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3));
  self->tools = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));
  self->folders = GTK_FLOW_BOX (gtk_flow_box_new ());
  gtk_flow_box_set_selection_mode (self->folders, GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (self->folders, 8);
  gtk_flow_box_set_column_spacing (self->folders, 12);
  gtk_flow_box_set_row_spacing (self->folders, 12);
  gtk_widget_add_css_class (GTK_WIDGET (self->folders), "tw-flow");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->folders), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Folders here"), -1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_AUTOMATIC, GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->path));
  gtk_widget_set_hexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (line), scrolled);
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->tools));
  gtk_box_append (GTK_BOX (self), line);
  add_tools (self);
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
 * tw_folder_bar_go_up:
 * @self: a bar
 *
 * Shows what lies in the folder above, or all.
 */
void
tw_folder_bar_go_up (TwFolderBar *self)
{
  const TwEntity *folder = NULL;
  g_autoptr(TwRecord) record = NULL;
  const TwValue *parent = NULL;
  TwId id;

  g_return_if_fail (TW_IS_FOLDER_BAR (self));
  folder = tw_field_get_target (self->field);
  if (!tw_folder_bar_get_folder (self, &id))
    return;
  record = folder != NULL ? tw_store_get (get_store (self), folder, &id, NULL) : NULL;
  parent = record != NULL ? tw_record_get (record, find_parent (folder)) : NULL;
  id = parent != NULL && parent->type == TW_TYPE_LINK ? parent->id : (TwId) { 0 };
  tw_folder_bar_go_to (self, parent != NULL && parent->type == TW_TYPE_LINK ? &id : NULL);
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
