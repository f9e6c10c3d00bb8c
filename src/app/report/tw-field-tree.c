/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-field-tree.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-report-parts.h"
#include "tw-text.h"
#include "tw-tip.h"

#define MAX_DEPTH   3                                  /* links that are followed */
#define DRAG_PREFIX "tw-field:"

/* --- A line of the tree --- */

#define TW_TYPE_FIELD_NODE (tw_field_node_get_type ())
G_DECLARE_FINAL_TYPE (TwFieldNode, tw_field_node, TW, FIELD_NODE, GObject)

struct _TwFieldNode
{
  GObject         parent_instance;

  char           *value, *label, *full;                /* (owned) full: with the links before it, "Company › Industry" */
  gboolean        named;                               /* its label goes with it: it is no field that has one */
  const TwEntity *entity;                              /* (nullable) what it links to; of the tree's schema */
  guint           depth;
};

G_DEFINE_FINAL_TYPE (TwFieldNode, tw_field_node, G_TYPE_OBJECT)

static void
tw_field_node_finalize (GObject *object)
{
  TwFieldNode *self = TW_FIELD_NODE (object);

  g_free (self->value);
  g_free (self->label);
  g_free (self->full);
  G_OBJECT_CLASS (tw_field_node_parent_class)->finalize (object);
}

static void
tw_field_node_class_init (TwFieldNodeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tw_field_node_finalize;
}

static void
tw_field_node_init (TwFieldNode *self)
{
}

struct _TwFieldTree
{
  AdwBin            parent_instance;

  TwSchema         *schema;                            /* (owned) (nullable) */
  const TwEntity   *entity;                            /* (nullable) */
  GtkSingleSelection *selection;                       /* belongs to the view */

  GtkSearchEntry   *entry;
  GtkListView      *view;
};

enum { CHOSEN, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TwFieldTree, tw_field_tree, ADW_TYPE_BIN)

/* --- Nodes --- */

static TwFieldNode *
node_new (TwFieldNode   *parent,
          const TwField *field)
{
  TwFieldNode *node = g_object_new (TW_TYPE_FIELD_NODE, NULL);
  const char *label = tw_field_get_label (field);

  node->depth = parent != NULL ? parent->depth + 1 : 0;
  node->value = parent != NULL ? g_strconcat (parent->value, ".", field->key, NULL) : g_strdup (field->key);
  node->label = g_strdup (label);
  node->full = parent != NULL ? g_strdup_printf ("%s › %s", parent->full, label) : g_strdup (label);
  node->entity = field->kind == TW_KIND_LINK && node->depth < MAX_DEPTH ? tw_field_get_target (field) : NULL;
  return node;
}

static gboolean
is_offered (const TwField *field)
{
  return !field->hidden && !field->retired && field->type != TW_TYPE_JSON && field->kind != TW_KIND_FILE && field->type != TW_TYPE_LIST;
}

/* How many records link to one: "Number of tasks". */
static void
add_counts (GListStore     *nodes,
            const TwEntity *entity)
{
  for (guint i = 0; i < entity->n_inverses; i++)
    {
      const TwInverse *inverse = entity->inverses[i];
      TwFieldNode *node = NULL;

      if (inverse->field->hidden || inverse->field->retired || inverse->field->entity->group == NULL)
        continue;
      node = g_object_new (TW_TYPE_FIELD_NODE, NULL);
      node->value = g_strdup_printf ("count(%s)", inverse->key);
      node->label = g_strdup_printf (_("Number of %s"), tw_inverse_get_label (inverse));
      node->full = g_strdup (node->label);
      node->named = TRUE;
      g_list_store_append (nodes, node);
      g_object_unref (node);
    }
}

static GListModel *
list_nodes (TwFieldNode    *parent,
            const TwEntity *entity)
{
  GListStore *nodes = g_list_store_new (TW_TYPE_FIELD_NODE);

  for (guint i = 0; i < entity->n_fields; i++)
    if (is_offered (entity->fields[i]))
      {
        g_autoptr(TwFieldNode) node = node_new (parent, entity->fields[i]);

        g_list_store_append (nodes, node);
      }
  if (parent == NULL)
    add_counts (nodes, entity);
  return G_LIST_MODEL (nodes);
}

static GListModel *
list_children (gpointer item,
               gpointer data)
{
  TwFieldNode *node = TW_FIELD_NODE (item);

  return node->entity != NULL ? list_nodes (node, node->entity) : NULL;
}

/* Own fields, and those of linked records, whose names have the words. */
static void
add_found (GListStore  *found,
           GListModel  *nodes,
           const char  *words)
{
  guint n = g_list_model_get_n_items (nodes);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(TwFieldNode) node = g_list_model_get_item (nodes, i);

      if (tw_text_contains (node->full, words))
        g_list_store_append (found, node);
      if (node->entity != NULL && node->depth == 0)
        {
          g_autoptr(GListModel) children = list_nodes (node, node->entity);

          add_found (found, children, words);
        }
    }
}

static void
fill (TwFieldTree *self)
{
  g_autofree char *words = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
  g_autoptr(GListModel) nodes = NULL;
  g_autoptr(GListModel) tree = NULL;

  if (self->entity == NULL)
    {
      gtk_single_selection_set_model (self->selection, NULL);
      return;
    }
  nodes = list_nodes (NULL, self->entity);
  if (*words != '\0')
    {
      GListStore *found = g_list_store_new (TW_TYPE_FIELD_NODE);

      add_found (found, nodes, words);
      g_object_unref (nodes);
      nodes = G_LIST_MODEL (found);
    }
  tree = G_LIST_MODEL (gtk_tree_list_model_new (g_object_ref (nodes), FALSE, FALSE, list_children, NULL, NULL));
  gtk_single_selection_set_model (self->selection, tree);
}

/* --- Lines --- */

static TwFieldNode *
get_node (gpointer row)
{
  /* Lent: the row keeps it. */
  TwFieldNode *node = gtk_tree_list_row_get_item (GTK_TREE_LIST_ROW (row));

  g_object_unref (node);
  return node;
}

static GMenuModel *
make_menu (TwFieldNode *node)
{
  GMenu *menu = g_menu_new ();

  for (TwReportPart part = 0; part < TW_N_PARTS; part++)
    {
      /* Translators: %s is a part of a report: Columns, Groups, Pivot Columns, Values, Order. */
      g_autofree char *label = g_strdup_printf (_("Add to %s"), tw_report_part_get_title (part));
      g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "designer.add", "(sss)", tw_report_part_get_name (part), node->value, node->named ? node->label : "");
      g_menu_append_item (menu, item);
    }
  return G_MENU_MODEL (menu);
}

static GdkContentProvider *
prepare_cb (GtkDragSource *source,
            double         x,
            double         y,
            GtkListItem   *item)
{
  TwFieldNode *node = get_node (gtk_list_item_get_item (item));
  g_autofree char *text = g_strdup_printf (DRAG_PREFIX "%s\n%s", node->value, node->named ? node->label : "");

  return gdk_content_provider_new_typed (G_TYPE_STRING, text);
}

static void
setup_cb (TwFieldTree *self,
          GtkListItem *item)
{
  GtkWidget *expander = gtk_tree_expander_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (NULL), *button = gtk_menu_button_new ();
  GtkDragSource *drag = gtk_drag_source_new ();

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "list-add-symbolic");
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "tw-small-button");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), button);
  gtk_tree_expander_set_child (GTK_TREE_EXPANDER (expander), box);
  gtk_widget_add_css_class (expander, "tw-field-line");
  gtk_drag_source_set_actions (drag, GDK_ACTION_COPY);
  g_signal_connect_object (drag, "prepare", G_CALLBACK (prepare_cb), item, 0);
  gtk_widget_add_controller (expander, GTK_EVENT_CONTROLLER (drag));
  gtk_list_item_set_child (item, expander);
}

static void
bind_cb (TwFieldTree *self,
         GtkListItem *item)
{
  GtkTreeListRow *row = gtk_list_item_get_item (item);
  GtkWidget *expander = gtk_list_item_get_child (item), *box = gtk_tree_expander_get_child (GTK_TREE_EXPANDER (expander));
  GtkWidget *label = gtk_widget_get_first_child (box), *button = gtk_widget_get_last_child (box);
  TwFieldNode *node = get_node (row);
  gboolean found = *gtk_editable_get_text (GTK_EDITABLE (self->entry)) != '\0';
  g_autoptr(GMenuModel) menu = make_menu (node);
  g_autofree char *name = g_strdup_printf (_("Add “%s”"), node->full);

  gtk_tree_expander_set_list_row (GTK_TREE_EXPANDER (expander), row);
  gtk_label_set_label (GTK_LABEL (label), found ? node->full : node->label);
  tw_tip_set (label, node->full);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), menu);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (gtk_widget_get_parent (expander) != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (expander)), GTK_ACCESSIBLE_PROPERTY_LABEL, node->full, -1);
}

static void
activate_cb (TwFieldTree *self,
             guint        position)
{
  tw_field_tree_choose (self, position);
}

static gboolean
key_pressed_cb (TwFieldTree    *self,
                guint           keyval,
                guint           keycode,
                GdkModifierType state)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkWidget *expander = focus != NULL ? gtk_widget_get_first_child (focus) : NULL;

  if (keyval != GDK_KEY_Menu && (keyval != GDK_KEY_F10 || (state & GDK_SHIFT_MASK) == 0))
    return FALSE;
  if (!GTK_IS_TREE_EXPANDER (expander))
    return FALSE;
  gtk_menu_button_popup (GTK_MENU_BUTTON (gtk_widget_get_last_child (gtk_tree_expander_get_child (GTK_TREE_EXPANDER (expander)))));
  return TRUE;
}

static void
tw_field_tree_dispose (GObject *object)
{
  TwFieldTree *self = TW_FIELD_TREE (object);

  self->entity = NULL;
  adw_bin_set_child (ADW_BIN (self), NULL);
  g_clear_pointer (&self->schema, tw_schema_unref);
  G_OBJECT_CLASS (tw_field_tree_parent_class)->dispose (object);
}

static void
tw_field_tree_class_init (TwFieldTreeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tw_field_tree_dispose;

  /**
   * TwFieldTree::chosen:
   * @value: a field, path or expression
   * @label: its name; "": its own
   *
   * Enter was pressed on a line.
   */
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING,
                                  G_TYPE_STRING);
}

/* An entry above a list: no template would be shorter. */
static void
tw_field_tree_init (TwFieldTree *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *scrolled = gtk_scrolled_window_new ();
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->entry = GTK_SEARCH_ENTRY (gtk_search_entry_new ());
  g_object_set (self->entry, "placeholder-text", _("Search fields"), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Search fields"), -1);
  self->selection = gtk_single_selection_new (NULL);
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_SWAPPED);
  self->view = GTK_LIST_VIEW (gtk_list_view_new (GTK_SELECTION_MODEL (self->selection), factory));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Fields"), -1);
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "tw-field-tree");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->view));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->entry));
  gtk_box_append (GTK_BOX (box), scrolled);
  g_signal_connect_object (self->entry, "search-changed", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "activate", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  adw_bin_set_child (ADW_BIN (self), box);
}

/**
 * tw_field_tree_new:
 *
 * Returns: (transfer floating): a tree without fields
 */
GtkWidget *
tw_field_tree_new (void)
{
  return g_object_new (TW_TYPE_FIELD_TREE, NULL);
}

/**
 * tw_field_tree_set_entity:
 * @self: a tree
 * @schema: a schema
 * @entity: (nullable): an entity of it, whose fields are shown
 */
void
tw_field_tree_set_entity (TwFieldTree    *self,
                          TwSchema       *schema,
                          const TwEntity *entity)
{
  g_return_if_fail (TW_IS_FIELD_TREE (self));
  if (self->schema == schema && self->entity == entity)
    return;
  gtk_single_selection_set_model (self->selection, NULL);
  tw_schema_ref (schema);
  g_clear_pointer (&self->schema, tw_schema_unref);
  self->schema = schema;
  self->entity = entity;
  fill (self);
}

/**
 * tw_field_tree_get_n_seen:
 * @self: a tree
 *
 * Returns: how many lines there are
 */
guint
tw_field_tree_get_n_seen (TwFieldTree *self)
{
  g_return_val_if_fail (TW_IS_FIELD_TREE (self), 0);
  return g_list_model_get_n_items (G_LIST_MODEL (self->selection));
}

/**
 * tw_field_tree_search:
 * @self: a tree
 * @words: what is typed
 */
void
tw_field_tree_search (TwFieldTree *self,
                      const char  *words)
{
  g_return_if_fail (TW_IS_FIELD_TREE (self));
  gtk_editable_set_text (GTK_EDITABLE (self->entry), words);
  fill (self);
}

/**
 * tw_field_tree_choose:
 * @self: a tree
 * @position: a line
 *
 * Does what Enter does.
 *
 * Returns: whether there is such a line
 */
gboolean
tw_field_tree_choose (TwFieldTree *self,
                      guint        position)
{
  g_autoptr(GtkTreeListRow) row = NULL;
  TwFieldNode *node = NULL;

  g_return_val_if_fail (TW_IS_FIELD_TREE (self), FALSE);
  row = g_list_model_get_item (G_LIST_MODEL (self->selection), position);
  if (row == NULL)
    return FALSE;
  node = get_node (row);
  g_signal_emit (self, signals[CHOSEN], 0, node->value, node->named ? node->label : "");
  return TRUE;
}

/**
 * tw_field_tree_parse_drag:
 * @text: what was dropped
 * @value: (out) (transfer full): a field, path or expression
 * @label: (out) (transfer full): its name; "": its own
 *
 * Returns: whether it came from a tree of fields
 */
gboolean
tw_field_tree_parse_drag (const char  *text,
                          char       **value,
                          char       **label)
{
  g_auto(GStrv) lines = NULL;

  if (text == NULL || !g_str_has_prefix (text, DRAG_PREFIX))
    return FALSE;
  lines = g_strsplit (text + strlen (DRAG_PREFIX), "\n", 2);
  *value = g_strdup (lines[0]);
  *label = g_strdup (lines[0] != NULL && lines[1] != NULL ? lines[1] : "");
  return TRUE;
}
