/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-thumb-view.h"

#include <glib/gi18n-lib.h>

#include "tw-document-shelf.h"
#include "tw-empty-page.h"
#include "tw-file-commands.h"
#include "tw-record-file.h"
#include "tw-star.h"
#include "tw-thumbnailer.h"
#include "tw-tip.h"

#define MAX_TAGS    3                                  /* on a card */
#define MAX_STARRED 500
#define SIDE 144                                       /* pixels of a picture's place */

struct _TwThumbView
{
  AdwBin          parent_instance;

  TwViewState    *state;                               /* (owned) */
  const TwField  *field;                               /* whose value is the file */
  TwResults      *results;                             /* (owned) */
  GtkMultiSelection *selection;                        /* (owned) */
  TwThumbnailer  *thumbnailer;                         /* (owned) */
  GHashTable     *stars;                               /* (owned) set of TwId: what this person has starred */
  GHashTable     *cards;                               /* (owned) set of GtkListItem that are bound */

  GtkStack       *stack;
  GtkGridView    *grid;
  AdwStatusPage  *error_page, *no_records_page;
  GtkButton      *no_records_button;
};

static void tw_thumb_view_presentation_init (TwPresentationInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TwThumbView, tw_thumb_view, ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (TW_TYPE_PRESENTATION, tw_thumb_view_presentation_init))

static TwStore *
get_store (TwThumbView *self)
{
  return tw_workspace_get_store (tw_view_state_get_workspace (self->state));
}

/* --- Cards --- */

static const char *
get_hash (TwThumbView *self,
          TwRow       *row)
{
  TwRecord *record = row != NULL ? tw_row_get_record (row) : NULL;
  const TwValue *value = record != NULL ? tw_record_get (record, self->field) : NULL;

  return value != NULL && value->type == TW_TYPE_TEXT ? value->text : NULL;
}

static void
show_picture (TwThumbView *self,
              GtkListItem *item)
{
  GtkWidget *box = gtk_list_item_get_child (item), *stack = gtk_widget_get_first_child (box);
  GtkWidget *picture = gtk_stack_get_child_by_name (GTK_STACK (stack), "picture"), *icon = gtk_stack_get_child_by_name (GTK_STACK (stack), "icon");
  TwRow *row = gtk_list_item_get_item (item);
  const char *hash = get_hash (self, row);
  g_autofree char *type = NULL;
  g_autoptr(GIcon) symbol = NULL;
  GdkTexture *texture = NULL;

  if (hash == NULL)
    {
      gtk_image_set_from_icon_name (GTK_IMAGE (icon), "text-x-generic-symbolic");
      gtk_stack_set_visible_child (GTK_STACK (stack), icon);
      return;
    }
  type = tw_file_guess_type (get_store (self), hash, tw_row_get_text (row, self->field->entity->name_field));
  texture = tw_thumbnailer_get (self->thumbnailer, hash, type);
  symbol = g_content_type_get_symbolic_icon (type);
  gtk_image_set_from_gicon (GTK_IMAGE (icon), symbol);
  gtk_picture_set_paintable (GTK_PICTURE (picture), texture != NULL ? GDK_PAINTABLE (texture) : NULL);
  gtk_stack_set_visible_child (GTK_STACK (stack), texture != NULL ? picture : icon);
}

static void
add_tag (GtkWidget  *marks,
         const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 10);
  gtk_widget_add_css_class (label, "tw-tag");
  gtk_widget_add_css_class (label, "caption");
  gtk_box_append (GTK_BOX (marks), label);
}

/* The star and the first tags; (transfer full) what is said of them. */
static char *
show_marks (TwThumbView *self,
            GtkWidget   *marks,
            TwRow       *row)
{
  TwRecord *record = row != NULL ? tw_row_get_record (row) : NULL;
  const TwField *field = tw_entity_get_field (self->field->entity, "tags");
  const TwValue *tags = record != NULL && field != NULL ? tw_record_get (record, field) : NULL;
  guint n = tags != NULL && tags->type == TW_TYPE_LIST ? tags->list->n_values : 0;
  gboolean starred = row != NULL && g_hash_table_contains (self->stars, tw_row_get_id (row));
  GString *words = g_string_new (NULL);
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (marks)) != NULL)
    gtk_box_remove (GTK_BOX (marks), child);
  if (starred)
    {
      gtk_box_append (GTK_BOX (marks), gtk_image_new_from_icon_name ("starred-symbolic"));
      g_string_append (words, _("Starred"));
    }
  for (guint i = 0; i < MIN (n, MAX_TAGS); i++)
    {
      add_tag (marks, tags->list->values[i].text);
      g_string_append_printf (words, "%s%s", words->len > 0 ? ", " : "", tags->list->values[i].text);
    }
  gtk_widget_set_visible (marks, gtk_widget_get_first_child (marks) != NULL);
  return g_string_free (words, FALSE);
}

static void
fill_card (GtkListItem *item,
           TwThumbView *self)
{
  GtkWidget *box = gtk_list_item_get_child (item), *marks = gtk_widget_get_last_child (box), *label = gtk_widget_get_prev_sibling (marks);
  TwRow *row = gtk_list_item_get_item (item);
  const char *name = row != NULL ? tw_row_get_text (row, self->field->entity->name_field) : "";
  g_autofree char *words = show_marks (self, marks, row);

  gtk_label_set_label (GTK_LABEL (label), name);
  tw_tip_set (box, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_LABEL, name, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words, -1);
  show_picture (self, item);
}

static void
row_changed_cb (TwRow       *row,
                GtkListItem *item)
{
  fill_card (item, g_object_get_data (G_OBJECT (item), "view"));
}

static GdkContentProvider *dragged_cb (GtkDragSource *source, double x, double y, GtkListItem *item);

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          TwThumbView              *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *stack = gtk_stack_new (), *picture = gtk_picture_new ();
  GtkWidget *icon = gtk_image_new (), *label = gtk_label_new (NULL);
  GtkWidget *marks = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3);
  GtkDragSource *source = gtk_drag_source_new ();

  gtk_image_set_pixel_size (GTK_IMAGE (icon), 48);
  gtk_widget_add_css_class (icon, "dim-label");
  gtk_widget_set_halign (picture, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (picture, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (picture, "tw-thumb-page");
  gtk_stack_add_named (GTK_STACK (stack), icon, "icon");
  gtk_stack_add_named (GTK_STACK (stack), picture, "picture");
  gtk_widget_set_size_request (stack, SIDE, SIDE);
  gtk_widget_set_halign (stack, GTK_ALIGN_CENTER);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 18);
  gtk_label_set_lines (GTK_LABEL (label), 2);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_box_append (GTK_BOX (box), stack);
  gtk_box_append (GTK_BOX (box), label);
  gtk_widget_set_halign (marks, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), marks);
  gtk_widget_add_css_class (box, "tw-thumb");
  g_object_set_data (G_OBJECT (item), "view", self);
  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect_object (source, "prepare", G_CALLBACK (dragged_cb), item, 0);
  gtk_widget_add_controller (box, GTK_EVENT_CONTROLLER (source));
  gtk_list_item_set_child (item, box);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         TwThumbView              *self)
{
  g_hash_table_add (self->cards, item);
  g_signal_connect (gtk_list_item_get_item (item), "changed", G_CALLBACK (row_changed_cb), item);
  fill_card (item, self);
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *item,
           TwThumbView              *self)
{
  TwRow *row = gtk_list_item_get_item (item);
  const char *hash = self->thumbnailer != NULL ? get_hash (self, row) : NULL;

  g_hash_table_remove (self->cards, item);
  g_signal_handlers_disconnect_by_func (row, row_changed_cb, item);
  if (hash != NULL)
    tw_thumbnailer_forget (self->thumbnailer, hash);
}

static void
load_stars (TwThumbView *self)
{
  g_autoptr(GPtrArray) records = NULL;

  g_hash_table_remove_all (self->stars);
  if (!tw_star_is_possible (tw_workspace_get_schema (tw_view_state_get_workspace (self->state))))
    return;
  records = tw_star_list (get_store (self), MAX_STARRED);
  for (guint i = 0; records != NULL && i < records->len; i++)
    g_hash_table_add (self->stars, g_memdup2 (tw_record_get_id (g_ptr_array_index (records, i)), sizeof (TwId)));
}

static void
committed_cb (TwThumbView *self,
              TwCommit    *commit)
{
  const TwEntity *star = tw_schema_get_entity (tw_workspace_get_schema (tw_view_state_get_workspace (self->state)), "star");
  GHashTableIter iter;
  gpointer item = NULL;

  if (star == NULL || !tw_commit_touches (commit, star))
    return;
  load_stars (self);
  g_hash_table_iter_init (&iter, self->cards);
  while (g_hash_table_iter_next (&iter, &item, NULL))
    fill_card (item, self);
}

static void
thumbnail_ready_cb (TwThumbView *self,
                    const char  *hash)
{
  GHashTableIter iter;
  gpointer item = NULL;

  g_hash_table_iter_init (&iter, self->cards);
  while (g_hash_table_iter_next (&iter, &item, NULL))
    if (g_strcmp0 (get_hash (self, gtk_list_item_get_item (item)), hash) == 0)
      show_picture (self, item);
}

/* The file where it can be shown, else the record. */
static void
activated_cb (TwThumbView *self,
              guint        position)
{
  g_autoptr(TwRow) row = g_list_model_get_item (G_LIST_MODEL (self->results), position);
  g_autoptr(TwRecordFile) file = NULL;
  char id[TW_ID_TEXT_LENGTH + 1];

  if (row == NULL)
    return;
  if (get_hash (self, row) != NULL)
    file = tw_record_file_get (get_store (self), tw_row_get_id (row), NULL);
  if (file != NULL && file->here)
    tw_file_open (GTK_WIDGET (self), tw_view_state_get_workspace (self->state), file, tw_view_state_get_text (self->state));
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-record", "(uss)", self->field->entity->number, tw_id_print (tw_row_get_id (row), id),
                                "");
}

/* --- Dragged to a folder --- */

/* All that are selected when the card is one of them. */
static GdkContentProvider *
dragged_cb (GtkDragSource *source,
            double         x,
            double         y,
            GtkListItem   *item)
{
  TwThumbView *self = g_object_get_data (G_OBJECT (item), "view");
  TwRow *row = gtk_list_item_get_item (item);
  g_autoptr(GArray) ids = NULL;

  if (row == NULL || tw_store_is_read_only (get_store (self)))
    return NULL;
  if (gtk_list_item_get_selected (item))
    ids = tw_presentation_dup_selected (TW_PRESENTATION (self));
  else
    {
      ids = g_array_new (FALSE, FALSE, sizeof (TwId));
      g_array_append_vals (ids, tw_row_get_id (row), 1);
    }
  return tw_document_shelf_drag ("document", ids);
}

/* --- What is shown --- */

static void
again_cb (TwThumbView *self)
{
  tw_results_set_query (self->results, tw_view_state_get_query (self->state));
}

/* Files can be dropped among documents; other records, and filters that leave none, are told of as in all presentations. */
static void
show_empty (TwThumbView *self)
{
  gboolean filtered = tw_view_state_get_n_conditions (self->state) > 0 || tw_view_state_get_text (self->state) != NULL;
  gboolean droppable = !filtered && g_str_equal (self->field->entity->key, "document");

  if (!droppable)
    tw_empty_page_show (self->no_records_page, self->no_records_button, self->state);
  gtk_stack_set_visible_child_name (self->stack, droppable ? "empty" : "no-records");
}

static void
update_stack (TwThumbView *self)
{
  g_autofree char *error = NULL;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->results));

  g_object_get (self->results, "error", &error, NULL);
  if (error != NULL)
    tw_tell (self->error_page, error);
  if (error == NULL && n == 0 && !tw_results_get_loading (self->results))
    show_empty (self);
  else
    gtk_stack_set_visible_child_name (self->stack, error != NULL ? "error" : n > 0 ? "grid" : "loading");
}

static void
query_changed_cb (TwThumbView *self)
{
  tw_results_set_query (self->results, tw_view_state_get_query (self->state));
}

static void
selection_changed_cb (TwThumbView *self)
{
  tw_presentation_selection_changed (TW_PRESENTATION (self));
}

static GArray *
tw_thumb_view_dup_selected (TwPresentation *presentation)
{
  TwThumbView *self = TW_THUMB_VIEW (presentation);
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (TwId));
  g_autoptr(GtkBitset) chosen = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));

  for (guint64 i = 0; i < gtk_bitset_get_size (chosen); i++)
    {
      g_autoptr(TwRow) row = g_list_model_get_item (G_LIST_MODEL (self->results), gtk_bitset_get_nth (chosen, (guint) i));

      if (row != NULL)
        g_array_append_vals (ids, tw_row_get_id (row), 1);
    }
  return ids;
}

static void
tw_thumb_view_clear_selection (TwPresentation *presentation)
{
  gtk_selection_model_unselect_all (GTK_SELECTION_MODEL (TW_THUMB_VIEW (presentation)->selection));
}

static void
tw_thumb_view_take_focus (TwPresentation *presentation)
{
  gtk_widget_grab_focus (GTK_WIDGET (TW_THUMB_VIEW (presentation)->grid));
}

static GPtrArray *
tw_thumb_view_list_results (TwPresentation *presentation)
{
  GPtrArray *all = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (all, g_object_ref (TW_THUMB_VIEW (presentation)->results));
  return all;
}

static void
tw_thumb_view_presentation_init (TwPresentationInterface *iface)
{
  iface->dup_selected = tw_thumb_view_dup_selected;
  iface->clear_selection = tw_thumb_view_clear_selection;
  iface->take_focus = tw_thumb_view_take_focus;
  iface->list_results = tw_thumb_view_list_results;
}

static void
tw_thumb_view_dispose (GObject *object)
{
  TwThumbView *self = TW_THUMB_VIEW (object);

  if (self->grid != NULL)
    gtk_grid_view_set_model (self->grid, NULL);
  self->grid = NULL;
  self->stack = NULL;
  if (self->thumbnailer != NULL)
    tw_thumbnailer_stop (self->thumbnailer);
  g_clear_object (&self->thumbnailer);
  g_clear_object (&self->selection);
  g_clear_object (&self->results);
  g_clear_object (&self->state);
  G_OBJECT_CLASS (tw_thumb_view_parent_class)->dispose (object);
}

static void
tw_thumb_view_finalize (GObject *object)
{
  g_hash_table_unref (TW_THUMB_VIEW (object)->cards);
  g_hash_table_unref (TW_THUMB_VIEW (object)->stars);
  G_OBJECT_CLASS (tw_thumb_view_parent_class)->finalize (object);
}

static void
tw_thumb_view_class_init (TwThumbViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_thumb_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = tw_thumb_view_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("document/tw-thumb-view.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwThumbView, stack);
  gtk_widget_class_bind_template_child (widget_class, TwThumbView, grid);
  gtk_widget_class_bind_template_child (widget_class, TwThumbView, error_page);
  gtk_widget_class_bind_template_child (widget_class, TwThumbView, no_records_page);
  gtk_widget_class_bind_template_child (widget_class, TwThumbView, no_records_button);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, again_cb);
}

static void
tw_thumb_view_init (TwThumbView *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  self->cards = g_hash_table_new (NULL, NULL);
  self->stars = g_hash_table_new_full (tw_id_hash, tw_id_equal, g_free, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, 0);
  gtk_grid_view_set_factory (self->grid, factory);
  g_object_unref (factory);
}

static const TwField *
find_file_field (const TwEntity *entity)
{
  for (guint i = 0; i < entity->n_fields; i++)
    if (entity->fields[i]->kind == TW_KIND_FILE && !entity->fields[i]->retired && entity->fields[i]->formula == NULL)
      return entity->fields[i];
  return NULL;
}

/**
 * tw_thumb_view_can_show:
 * @entity: an entity
 *
 * Returns: whether its records have files, and stand in the sidebar
 */
gboolean
tw_thumb_view_can_show (const TwEntity *entity)
{
  return entity->group != NULL && find_file_field (entity) != NULL;
}

/**
 * tw_thumb_view_new:
 * @state: what is looked at
 *
 * Returns: (transfer floating): a view
 */
GtkWidget *
tw_thumb_view_new (TwViewState *state)
{
  TwThumbView *self = g_object_new (TW_TYPE_THUMB_VIEW, NULL);

  self->state = g_object_ref (state);
  self->field = find_file_field (tw_view_state_get_entity (state));
  load_stars (self);
  g_signal_connect_object (get_store (self), "committed", G_CALLBACK (committed_cb), self, G_CONNECT_SWAPPED);
  self->results = tw_results_new (get_store (self), tw_view_state_get_query (state));
  self->thumbnailer = tw_thumbnailer_new (get_store (self), SIDE * (guint) gtk_widget_get_scale_factor (GTK_WIDGET (self)));
  g_signal_connect_object (self->thumbnailer, "ready", G_CALLBACK (thumbnail_ready_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (state, "notify::query", G_CALLBACK (query_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->results, "items-changed", G_CALLBACK (update_stack), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->results, "notify::loading", G_CALLBACK (update_stack), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->results, "notify::error", G_CALLBACK (update_stack), self, G_CONNECT_SWAPPED);
  self->selection = gtk_multi_selection_new (G_LIST_MODEL (g_object_ref (self->results)));
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (selection_changed_cb), self, G_CONNECT_SWAPPED);
  gtk_grid_view_set_model (self->grid, GTK_SELECTION_MODEL (self->selection));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->grid), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  tw_entity_get_label (tw_view_state_get_entity (state), TRUE), -1);
  update_stack (self);
  return GTK_WIDGET (self);
}

/**
 * tw_thumb_view_get_n_shown:
 * @self: a view
 *
 * Returns: how many records it has
 */
guint
tw_thumb_view_get_n_shown (TwThumbView *self)
{
  g_return_val_if_fail (TW_IS_THUMB_VIEW (self), 0);
  return g_list_model_get_n_items (G_LIST_MODEL (self->results));
}
