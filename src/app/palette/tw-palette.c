/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-palette.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "tw-palette-item.h"
#include "tw-palette-source.h"
#include "tw-searcher.h"

#define MAX_RECORDS  20
#define MAX_SHOWN    30
#define MAX_RECENT   12
/* A slow answer of the store does not hold back views and commands for longer. */
#define PATIENCE     60                                /* ms */
/* Much use lifts a line by that much of a perfect match. */
#define USE_WEIGHT   0.3
/* A record whose title does not have what was typed was found by its other texts. */
#define OTHER_TEXT   0.45
#define RECORD_BONUS 0.05
/* Currencies, stages and templates, unlike colleagues, are rarely what somebody goes to: any view or command of the same quality comes before them. */
#define SET_UP_LOSS  0.25
/* What a person starred is meant before others of its name. */
#define STAR_BONUS   0.15

struct _TwPalette
{
  AdwBin              parent_instance;

  TwWorkspace        *workspace;                       /* (owned) */
  TwSearcher         *searcher;                        /* (owned) */
  TwFrecency         *used;                            /* (owned) */
  GListStore         *items;                           /* (owned) TwPaletteItem, what is shown */
  GtkSingleSelection *selection;                       /* (owned) over items */
  GPtrArray          *offers;                          /* (owned) TwPaletteItem, collected when it was opened */
  GtkWidget          *former_focus;                    /* weak pointer (nullable) */
  guint               patience_id;
  gboolean            shown;                           /* the lines are those of what is typed */
  gboolean            open_when_answered;              /* Enter was pressed before the answer came */

  GtkWidget          *card;
  GtkSearchEntry     *entry;
  GtkRevealer        *revealer;
  GtkListView        *list;
  GtkLabel           *nothing;
};

G_DEFINE_FINAL_TYPE (TwPalette, tw_palette, ADW_TYPE_BIN)

static const char *
get_typed (TwPalette *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

static gboolean
has_typed (TwPalette *self)
{
  const char *p = get_typed (self);

  while (g_ascii_isspace (*p))
    p++;
  return *p != '\0';
}

/* --- Doing --- */

/* The focus goes back first, so that commands find it where it was. Views and records are counted by the window. */
static void
activate (TwPalette *self,
          guint      position)
{
  g_autoptr(TwPaletteItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), position);
  GtkWidget *window = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self)));
  const char *key = NULL;

  if (item == NULL || window == NULL)
    return;
  key = tw_palette_item_get_key (item);
  tw_palette_close (self);
  if (g_str_has_prefix (key, "action:") || g_str_has_prefix (key, "new:"))
    tw_frecency_use (self->used, key);
  if (!tw_palette_item_activate (item, window))
    gtk_widget_activate_action (window, "win.toast", "s", _("This cannot be done any more."));
}

/* --- Filling --- */

static int
compare_items (gconstpointer a,
               gconstpointer b)
{
  double x = tw_palette_item_get_rank (*(TwPaletteItem *const *) a), y = tw_palette_item_get_rank (*(TwPaletteItem *const *) b);

  return x != y ? (x > y ? -1 : 1) : 0;
}

static const char *
get_nothing (TwPalette *self)
{
  if (tw_searcher_is_busy (self->searcher))
    return _("Searching…");
  return tw_searcher_get_error (self->searcher) != NULL ? tw_searcher_get_error (self->searcher)
                                                        : _("Nothing found. Try fewer or shorter words.");
}

static void
show (TwPalette *self,
      GPtrArray *items)
{
  guint n = MIN (items->len, MAX_SHOWN);
  gboolean failed = !tw_searcher_is_busy (self->searcher) && tw_searcher_get_error (self->searcher) != NULL;

  self->shown = TRUE;
  g_list_store_splice (self->items, 0, g_list_model_get_n_items (G_LIST_MODEL (self->items)), items->pdata, n);
  gtk_revealer_set_reveal_child (self->revealer, n > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->revealer), n > 0);
  gtk_label_set_label (self->nothing, get_nothing (self));
  gtk_widget_set_visible (GTK_WIDGET (self->nothing), has_typed (self) && (n == 0 || failed));
  if (n == 0)
    return;
  gtk_single_selection_set_selected (self->selection, 0);
  gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", 0);
}

static TwPaletteItem *
find_offer (TwPalette  *self,
            const char *key)
{
  for (guint i = 0; i < self->offers->len; i++)
    if (g_str_equal (tw_palette_item_get_key (g_ptr_array_index (self->offers, i)), key))
      return g_object_ref (g_ptr_array_index (self->offers, i));
  return NULL;
}

/* Of what is offered beside the answers of the search, only starred records are records. */
static gboolean
is_starred (TwPaletteItem *offer)
{
  return g_str_has_prefix (tw_palette_item_get_key (offer), "record:");
}

/* Starred records, the way to all records of a kind, and saved views: what the sidebar has, too. */
static gboolean
is_place (TwPaletteItem *offer)
{
  const char *key = tw_palette_item_get_key (offer);

  return g_str_has_prefix (key, "saved:") || g_str_has_prefix (key, "search:") || is_starred (offer)
         || (g_str_has_prefix (key, "view:") && strchr (key, '/') == NULL);
}

/* What was used lately, then the views; the rest comes when it is asked for. */
static void
show_recent (TwPalette *self)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_auto(GStrv) keys = tw_frecency_list (self->used, 3 * MAX_RECENT);

  for (guint i = 0; keys[i] != NULL && items->len < MAX_RECENT; i++)
    {
      TwPaletteItem *item = find_offer (self, keys[i]);

      if (item == NULL && g_str_has_prefix (keys[i], "record:"))
        item = tw_palette_source_new_record (self->workspace, keys[i]);
      if (item != NULL)
        {
          tw_palette_item_match (item, "");
          g_ptr_array_add (items, item);
        }
    }
  for (guint i = 0; i < self->offers->len && items->len < MAX_SHOWN; i++)
    {
      TwPaletteItem *offer = g_ptr_array_index (self->offers, i);

      tw_palette_item_match (offer, "");
      if (is_place (offer) && !g_ptr_array_find (items, offer, NULL))
        g_ptr_array_add (items, g_object_ref (offer));
    }
  show (self, items);
}

/* What was saved is opened as a view or a search, and not as the record that it is kept in; a starred record is there when its name
 * matches. */
static gboolean
is_offered (TwPalette    *self,
            TwSearchItem *found,
            const char   *typed)
{
  g_autofree char *id = tw_id_dup_text (tw_search_item_get_id (found));
  g_autofree char *view_key = g_strconcat ("saved:", id, NULL), *search_key = g_strconcat ("search:", id, NULL);
  g_autofree char *report_key = g_strconcat ("report:", id, NULL);
  g_autofree char *record_key = tw_palette_source_dup_record_key (tw_search_item_get_entity (found), tw_search_item_get_id (found));
  g_autoptr(TwPaletteItem) view = find_offer (self, view_key), search = find_offer (self, search_key);
  g_autoptr(TwPaletteItem) star = find_offer (self, record_key), report = find_offer (self, report_key);

  return view != NULL || search != NULL || report != NULL || (star != NULL && tw_palette_item_match (star, typed) > 0);
}

static TwPaletteItem *
new_record_item (TwSearchItem *found,
                 const char   *typed)
{
  g_autofree char *detail = NULL, *icon = NULL, *kind = NULL, *key = NULL;
  char id[TW_ID_TEXT_LENGTH + 1];

  g_object_get (found, "detail", &detail, "icon", &icon, "kind", &kind, NULL);
  key = tw_palette_source_dup_record_key (tw_search_item_get_entity (found), tw_search_item_get_id (found));
  return tw_palette_item_new (&(TwPaletteItemInfo) {
    .key = key, .title = tw_search_item_get_title (found), .detail = detail, .icon = icon, .kind = kind, .action = "win.open-hit",
    .parameter = g_variant_new ("(uss)", tw_search_item_get_entity (found), tw_id_print (tw_search_item_get_id (found), id), typed) });
}

static void
rank (TwPalette     *self,
      TwPaletteItem *item,
      double         quality)
{
  tw_palette_item_set_rank (item, quality + USE_WEIGHT * tw_frecency_get (self->used, tw_palette_item_get_key (item)));
}

/* Whether a record is one of those that the work is set up with, not one of the work itself. */
static gboolean
is_set_up (TwPalette    *self,
           TwSearchItem *found)
{
  const TwEntity *entity = tw_schema_get_entity_by_number (tw_workspace_get_schema (self->workspace), tw_search_item_get_entity (found));

  return entity != NULL && g_strcmp0 (entity->group, "admin") == 0 && !g_str_equal (entity->key, "user");
}

static void
add_records (TwPalette  *self,
             GPtrArray  *items,
             const char *typed)
{
  GListModel *records = tw_searcher_get_items (self->searcher);
  guint n = g_list_model_get_n_items (records);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(TwSearchItem) found = g_list_model_get_item (records, i);
      TwPaletteItem *item = NULL;
      double quality;

      if (is_offered (self, found, typed))
        continue;
      item = new_record_item (found, typed);
      quality = tw_palette_item_match (item, typed);
      /* The store's own order decides between records that match alike. */
      rank (self, item, (quality > 0 ? quality : OTHER_TEXT) + (is_set_up (self, found) ? -SET_UP_LOSS : RECORD_BONUS) - 0.002 * i);
      g_ptr_array_add (items, item);
    }
}

/* The way to everything that has the words, for when it is not among the few best; always the last line. */
static TwPaletteItem *
new_search_item (const char *typed)
{
  g_autofree char *stripped = g_strstrip (g_strdup (typed)), *title = NULL;

  /* Translators: %s is what was typed; opens the search page. */
  title = g_strdup_printf (_("Search everything for “%s”"), stripped);
  return tw_palette_item_new (&(TwPaletteItemInfo) {
    .key = "search-for", .title = title, .icon = "system-search-symbolic", .kind = _("Search"), .action = "win.search-for",
    .parameter = g_variant_new_string (stripped) });
}

static void
show_matches (TwPalette *self,
              gboolean   with_records)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  const char *typed = get_typed (self);

  if (with_records)
    add_records (self, items, typed);
  for (guint i = 0; i < self->offers->len; i++)
    {
      TwPaletteItem *offer = g_ptr_array_index (self->offers, i);
      double quality = tw_palette_item_match (offer, typed);

      if (quality > 0)
        {
          rank (self, offer, quality + (is_starred (offer) ? RECORD_BONUS + STAR_BONUS : 0));
          g_ptr_array_add (items, g_object_ref (offer));
        }
    }
  g_ptr_array_sort (items, compare_items);
  if (items->len >= MAX_SHOWN)
    g_ptr_array_set_size (items, MAX_SHOWN - 1);
  if (with_records && g_list_model_get_n_items (tw_searcher_get_items (self->searcher)) > 0)
    {
      TwPaletteItem *everything = new_search_item (typed);

      tw_palette_item_match (everything, "");
      g_ptr_array_add (items, everything);
    }
  show (self, items);
}

/* --- Callbacks --- */

static void
answered_cb (TwPalette *self)
{
  g_clear_handle_id (&self->patience_id, g_source_remove);
  if (!tw_palette_is_open (self) || !has_typed (self))
    return;
  show_matches (self, TRUE);
  if (self->open_when_answered)
    {
      self->open_when_answered = FALSE;
      activate (self, 0);
    }
}

static gboolean
patience_cb (gpointer data)
{
  TwPalette *self = TW_PALETTE (data);

  self->patience_id = 0;
  show_matches (self, FALSE);
  return G_SOURCE_REMOVE;
}

static void
text_changed_cb (TwPalette *self)
{
  self->open_when_answered = FALSE;
  self->shown = FALSE;
  g_clear_handle_id (&self->patience_id, g_source_remove);
  tw_searcher_set_text (self->searcher, get_typed (self));
  if (!has_typed (self))
    show_recent (self);
  else
    self->patience_id = g_timeout_add (PATIENCE, patience_cb, self);
}

static void
entry_activated_cb (TwPalette *self)
{
  if ((!self->shown || g_list_model_get_n_items (G_LIST_MODEL (self->items)) == 0) && tw_searcher_is_busy (self->searcher))
    self->open_when_answered = TRUE;
  else
    activate (self, gtk_single_selection_get_selected (self->selection));
}

static void
row_activated_cb (TwPalette *self,
                  guint      position)
{
  activate (self, position);
}

/* The arrows move in the list while the text keeps the focus. */
static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint                  keyval,
                guint                  keycode,
                GdkModifierType        modifiers,
                TwPalette             *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  guint selected = gtk_single_selection_get_selected (self->selection);

  if (n == 0 || (keyval != GDK_KEY_Down && keyval != GDK_KEY_Up))
    return GDK_EVENT_PROPAGATE;
  selected = keyval == GDK_KEY_Down ? MIN (selected + 1, n - 1) : selected > 0 ? selected - 1 : 0;
  gtk_single_selection_set_selected (self->selection, selected);
  gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", selected);
  return GDK_EVENT_STOP;
}

static void
shade_pressed_cb (GtkGestureClick *gesture,
                  int              n_press,
                  double           x,
                  double           y,
                  TwPalette       *self)
{
  GtkWidget *picked = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);

  if (picked == NULL || (picked != self->card && !gtk_widget_is_ancestor (picked, self->card)))
    tw_palette_close (self);
}

static void
tw_palette_dispose (GObject *object)
{
  TwPalette *self = TW_PALETTE (object);

  g_clear_handle_id (&self->patience_id, g_source_remove);
  g_clear_weak_pointer (&self->former_focus);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_PALETTE);
  g_clear_object (&self->selection);
  g_clear_object (&self->items);
  g_clear_pointer (&self->offers, g_ptr_array_unref);
  g_clear_object (&self->searcher);
  g_clear_object (&self->used);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (tw_palette_parent_class)->dispose (object);
}

static void
tw_palette_class_init (TwPaletteClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_palette_dispose;
  g_type_ensure (TW_TYPE_PALETTE_ITEM);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("palette/tw-palette.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwPalette, card);
  gtk_widget_class_bind_template_child (widget_class, TwPalette, entry);
  gtk_widget_class_bind_template_child (widget_class, TwPalette, revealer);
  gtk_widget_class_bind_template_child (widget_class, TwPalette, list);
  gtk_widget_class_bind_template_child (widget_class, TwPalette, nothing);
  gtk_widget_class_bind_template_callback (widget_class, text_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, shade_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, tw_palette_close);
}

static void
tw_palette_init (TwPalette *self)
{
  self->offers = g_ptr_array_new_with_free_func (g_object_unref);
  self->items = g_list_store_new (TW_TYPE_PALETTE_ITEM);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->items)));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/* Its widgets wait until it is opened for the first time. */
static void
ensure_widgets (TwPalette *self)
{
  if (self->entry != NULL)
    return;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
}

/* Each workspace of this computer has its own file, which holds ids and no names. */
static char *
dup_used_path (TwWorkspace *workspace)
{
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256,
                                                        tw_store_get_dir (tw_workspace_get_store (workspace)), -1);
  g_autofree char *name = g_strdup_printf ("used-%.16s", sum);

  return g_build_filename (g_get_user_data_dir (), "tradewind", name, NULL);
}

/**
 * tw_palette_new:
 * @workspace: where to search
 *
 * Returns: (transfer floating): a closed palette
 */
TwPalette *
tw_palette_new (TwWorkspace *workspace)
{
  TwPalette *self = g_object_new (TW_TYPE_PALETTE, NULL);
  g_autofree char *path = dup_used_path (workspace);

  self->workspace = g_object_ref (workspace);
  self->used = tw_frecency_new (path);
  self->searcher = tw_searcher_new (workspace, NULL, MAX_RECORDS);
  g_signal_connect_object (self->searcher, "answered", G_CALLBACK (answered_cb), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * tw_palette_open:
 * @self: the palette, inside its window
 * @page: (nullable): what the window shows
 *
 * Shows the palette with an empty entry and takes the focus. The commands are those of this moment.
 */
void
tw_palette_open (TwPalette *self,
                 GtkWidget *page)
{
  GtkWidget *window = NULL, *focus = NULL;

  g_return_if_fail (TW_IS_PALETTE (self));
  window = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self)));
  if (window == NULL || tw_palette_is_open (self))
    return;
  ensure_widgets (self);
  focus = gtk_window_get_focus (GTK_WINDOW (window));
  g_set_weak_pointer (&self->former_focus, focus);
  g_ptr_array_set_size (self->offers, 0);
  tw_palette_source_add_starred (self->offers, self->workspace);
  tw_palette_source_add_views (self->offers, self->workspace);
  tw_palette_source_add_commands (self->offers, window, page, focus);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  show_recent (self);
}

/**
 * tw_palette_close:
 * @self: the palette
 *
 * Hides the palette and gives the focus back.
 */
void
tw_palette_close (TwPalette *self)
{
  GtkWidget *former = NULL;

  g_return_if_fail (TW_IS_PALETTE (self));
  if (!tw_palette_is_open (self))
    return;
  self->open_when_answered = FALSE;
  g_clear_handle_id (&self->patience_id, g_source_remove);
  former = self->former_focus;
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  if (former != NULL && gtk_widget_get_mapped (former))
    gtk_widget_grab_focus (former);
  g_clear_weak_pointer (&self->former_focus);
}

/**
 * tw_palette_is_open:
 * @self: the palette
 *
 * Returns: whether it is shown
 */
gboolean
tw_palette_is_open (TwPalette *self)
{
  g_return_val_if_fail (TW_IS_PALETTE (self), FALSE);
  return gtk_widget_get_visible (GTK_WIDGET (self));
}

/**
 * tw_palette_set_text:
 * @self: the palette
 * @text: what to look for
 *
 * Puts a text into the entry.
 */
void
tw_palette_set_text (TwPalette  *self,
                     const char *text)
{
  g_return_if_fail (TW_IS_PALETTE (self));
  ensure_widgets (self);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
}

/**
 * tw_palette_get_items:
 * @self: the palette
 *
 * Returns: (transfer none): the lines that it shows, #TwPaletteItem
 */
GListModel *
tw_palette_get_items (TwPalette *self)
{
  g_return_val_if_fail (TW_IS_PALETTE (self), NULL);
  return G_LIST_MODEL (self->items);
}

/**
 * tw_palette_get_offers:
 * @self: the palette
 *
 * Returns: (transfer none) (element-type TwPaletteItem): the views and commands that could be found when it was opened last
 */
GPtrArray *
tw_palette_get_offers (TwPalette *self)
{
  g_return_val_if_fail (TW_IS_PALETTE (self), NULL);
  return self->offers;
}

/**
 * tw_palette_get_used:
 * @self: the palette
 *
 * Returns: (transfer none): what was used on this computer
 */
TwFrecency *
tw_palette_get_used (TwPalette *self)
{
  g_return_val_if_fail (TW_IS_PALETTE (self), NULL);
  return self->used;
}
