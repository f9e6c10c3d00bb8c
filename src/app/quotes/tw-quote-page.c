/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-quote-page.h"

#include <glib/gi18n-lib.h>

#include "tw-calendar-item.h"
#include "tw-date-words.h"
#include "tw-field-text.h"
#include "tw-late-spinner.h"
#include "tw-quote-totals-box.h"

struct _TwQuotePage
{
  TwWindowPage    parent_instance;

  TwQuoteModel   *model;                               /* (owned) */

  AdwWindowTitle *title;
  GtkStack       *stack;
  AdwStatusPage  *error_page;
  GtkWidget      *lines_side;
  TwQuoteGrid    *grid;
  TwQuotePreview *preview;
  TwQuoteTotalsBox *totals;
  GtkWidget      *switcher;                            /* in a narrow window */
  GtkToggleButton *show_preview;
  GtkWidget      *send_button;
  GtkRevealer    *banner;
  GtkLabel       *banner_words;
  GtkBox         *banner_box;
  GtkWidget      *add_button, *line_buttons, *locked_sign;
};

G_DEFINE_FINAL_TYPE (TwQuotePage, tw_quote_page, TW_TYPE_WINDOW_PAGE)

extern const TwActionTable tw_quote_page_actions;

/* --- Showing --- */

static const char *
get_status (TwQuotePage *self)
{
  TwRecord *quote = tw_quote_model_get_quote (self->model);
  const TwValue *status = quote != NULL ? tw_record_get_key (quote, "status") : NULL;

  return status != NULL && status->type == TW_TYPE_ENUM ? status->text : "";
}

static void
update_actions (TwQuotePage *self)
{
  const char *status = get_status (self);
  static const char *const changes[] = { "quote.add-line", "quote.add-group", "quote.add-text", "quote.duplicate", "quote.remove", "quote.up",
                                         "quote.down", "quote.optional", "quote.paste" };
  gboolean draft = g_str_equal (status, "draft"), open = g_str_equal (status, "sent") || g_str_equal (status, "viewed");
  gboolean locked = tw_quote_model_is_locked (self->model);

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), changes[i], *status != '\0' && !locked);
  gtk_widget_set_sensitive (self->add_button, *status != '\0' && !locked);
  gtk_widget_set_visible (self->line_buttons, !locked);
  gtk_widget_set_visible (self->locked_sign, locked);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "quote.send", draft);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "quote.accept", open);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "quote.reject", open);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "quote.revise", *status != '\0' && !draft);
  gtk_widget_set_visible (self->send_button, draft && !tw_window_page_get_narrow (TW_WINDOW_PAGE (self)));
}

/* "on 24 November 2026", of a stamp; NULL: there is none. */
static char *
dup_stamp (TwQuotePage *self,
           const char  *key)
{
  TwRecord *quote = tw_quote_model_get_quote (self->model);
  const TwValue *at = tw_record_get_key (quote, key);
  GTimeZone *zone = tw_workspace_get_zone (tw_window_page_get_workspace (TW_WINDOW_PAGE (self)));

  if (at->type != TW_TYPE_DATETIME)
    return NULL;
  return tw_date_words (tw_instant_get_date (at->i, zone), TW_WORDS_DAY_YEAR);
}

static gboolean
is_expired (TwQuotePage *self)
{
  const TwValue *until = tw_record_get_key (tw_quote_model_get_quote (self->model), "valid_until");
  GTimeZone *zone = tw_workspace_get_zone (tw_window_page_get_workspace (TW_WINDOW_PAGE (self)));

  return until->type == TW_TYPE_DATE && until->i < tw_instant_get_date (g_get_real_time (), zone);
}

/* What a person has to know before typing; NULL: it is a draft that still holds. */
static char *
dup_state (TwQuotePage *self)
{
  const char *status = get_status (self);
  g_autofree char *at = NULL;

  if (g_str_equal (status, "accepted"))
    {
      at = dup_stamp (self, "accepted_at");
      /* Translators: %s is a day. */
      return at != NULL ? g_strdup_printf (_("Accepted on %s. What was agreed is not changed: make a new version, or a copy."), at)
                        : g_strdup (_("Accepted. What was agreed is not changed: make a new version, or a copy."));
    }
  if (g_str_equal (status, "rejected"))
    {
      at = dup_stamp (self, "rejected_at");
      /* Translators: %s is a day. */
      return at != NULL ? g_strdup_printf (_("Rejected on %s."), at) : g_strdup (_("Rejected."));
    }
  if (is_expired (self))
    {
      const TwValue *until = tw_record_get_key (tw_quote_model_get_quote (self->model), "valid_until");

      at = tw_date_words ((TwDate) until->i, TW_WORDS_DAY_YEAR);
      /* Translators: %s is a day. */
      return g_strdup_printf (_("Expired: it was valid until %s."), at);
    }
  if (g_str_equal (status, "sent") || g_str_equal (status, "viewed"))
    {
      at = dup_stamp (self, g_str_equal (status, "viewed") ? "viewed_at" : "sent_at");
      if (at == NULL)
        return NULL;
      /* Translators: %s is a day. */
      return g_strdup_printf (g_str_equal (status, "viewed") ? _("Viewed on %s. A change makes it a draft of the next version.")
                                                             : _("Sent on %s. A change makes it a draft of the next version."), at);
    }
  return NULL;
}

static void
update_banner (TwQuotePage *self)
{
  g_autofree char *words = dup_state (self);

  if (words != NULL)
    gtk_label_set_label (self->banner_words, words);
  gtk_revealer_set_reveal_child (self->banner, words != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->banner), words != NULL);
}

static void
update_title (TwQuotePage *self)
{
  TwRecord *quote = tw_quote_model_get_quote (self->model);
  const TwField *field = tw_entity_get_field (tw_record_get_entity (quote), "status");
  const TwValue *company = tw_record_get_key (quote, "company");
  g_autofree char *name = tw_record_dup_title (quote), *status = tw_field_dup_text (field, tw_record_get (quote, field), NULL);
  g_autofree char *customer = company->type == TW_TYPE_LINK ? tw_store_dup_title (tw_quote_model_get_store (self->model), company->tag, &company->id) : NULL;
  g_autofree char *detail = NULL;
  g_autoptr(GPtrArray) parts = g_ptr_array_new ();

  if (customer != NULL && *customer != '\0')
    g_ptr_array_add (parts, customer);
  g_ptr_array_add (parts, status);
  detail = tw_line_join (parts);
  adw_window_title_set_title (self->title, *name != '\0' ? name : _("Quote"));
  adw_window_title_set_subtitle (self->title, detail);
  tw_window_page_set_title (TW_WINDOW_PAGE (self), *name != '\0' ? name : _("Quote"));
}

static void
loaded_cb (TwQuotePage *self)
{
  update_title (self);
  update_actions (self);
  update_banner (self);
  tw_quote_totals_box_set_sum (self->totals, tw_quote_model_get_sum (self->model));
  gtk_stack_set_visible_child_name (self->stack, "quote");
  tw_quote_preview_refresh (self->preview);
}

static void
unread_cb (TwQuotePage *self,
           const char  *message)
{
  tw_tell (self->error_page, message);
  gtk_stack_set_visible_child_name (self->stack, "error");
}

static void
read_again (TwQuotePage *self)
{
  gtk_stack_set_visible_child_name (self->stack, "loading");
  tw_quote_model_read_again (self->model);
}

static void
trouble_cb (TwQuotePage *self,
            const char  *message)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", message);
}

static void
leave (TwQuotePage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.back", NULL);
}

/* One of the two sides in a narrow window, both in a wide one. */
static void
show_sides (TwQuotePage *self)
{
  gboolean narrow = tw_window_page_get_narrow (TW_WINDOW_PAGE (self)), preview = gtk_toggle_button_get_active (self->show_preview);

  gtk_widget_set_visible (self->switcher, narrow);
  gtk_widget_set_visible (self->lines_side, !narrow || !preview);
  gtk_widget_set_visible (GTK_WIDGET (self->preview), !narrow || preview);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->banner_box), narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  tw_quote_grid_set_narrow (self->grid, narrow);
  update_actions (self);
}

/* --- Overrides --- */

static void
tw_quote_page_shown (TwWindowPage *page)
{
  TwQuotePage *self = TW_QUOTE_PAGE (page);
  guint n = g_list_model_get_n_items (tw_quote_model_get_items (self->model));

  if (n > 0)
    tw_quote_grid_focus (self->grid, n - 1, TW_QUOTE_CELL_NAME);
  else
    tw_quote_grid_want (self->grid, NULL, TW_QUOTE_CELL_NAME);
}

/* Whatever stands in a cell is kept, also when the window is closed over it. */
static void
tw_quote_page_unmap (GtkWidget *widget)
{
  TwQuotePage *self = TW_QUOTE_PAGE (widget);

  if (self->model != NULL)
    tw_quote_model_store_all (self->model);
  GTK_WIDGET_CLASS (tw_quote_page_parent_class)->unmap (widget);
}

static void
tw_quote_page_dispose (GObject *object)
{
  TwQuotePage *self = TW_QUOTE_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_QUOTE_PAGE);
  g_clear_object (&self->model);
  G_OBJECT_CLASS (tw_quote_page_parent_class)->dispose (object);
}

static void
tw_quote_page_class_init (TwQuotePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_quote_page_dispose;
  widget_class->unmap = tw_quote_page_unmap;
  TW_WINDOW_PAGE_CLASS (klass)->shown = tw_quote_page_shown;
  TW_WINDOW_PAGE_CLASS (klass)->help = "quotes";
  g_type_ensure (TW_TYPE_LATE_SPINNER);
  g_type_ensure (TW_TYPE_QUOTE_GRID);
  g_type_ensure (TW_TYPE_QUOTE_PREVIEW);
  g_type_ensure (TW_TYPE_QUOTE_TOTALS_BOX);
  tw_action_table_install (&tw_quote_page_actions, widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("quotes/tw-quote-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwQuotePage, title);
  gtk_widget_class_bind_template_child (widget_class, TwQuotePage, stack);
  gtk_widget_class_bind_template_child (widget_class, TwQuotePage, error_page);
  gtk_widget_class_bind_template_child (widget_class, TwQuotePage, lines_side);
  gtk_widget_class_bind_template_child (widget_class, TwQuotePage, grid);
  gtk_widget_class_bind_template_child (widget_class, TwQuotePage, preview);
  gtk_widget_class_bind_template_child (widget_class, TwQuotePage, totals);
  gtk_widget_class_bind_template_child (widget_class, TwQuotePage, switcher);
  gtk_widget_class_bind_template_child (widget_class, TwQuotePage, show_preview);
  gtk_widget_class_bind_template_child (widget_class, TwQuotePage, send_button);
  gtk_widget_class_bind_template_child (widget_class, TwQuotePage, banner);
  gtk_widget_class_bind_template_child (widget_class, TwQuotePage, banner_words);
  gtk_widget_class_bind_template_child (widget_class, TwQuotePage, banner_box);
  gtk_widget_class_bind_template_child (widget_class, TwQuotePage, add_button);
  gtk_widget_class_bind_template_child (widget_class, TwQuotePage, line_buttons);
  gtk_widget_class_bind_template_child (widget_class, TwQuotePage, locked_sign);
  gtk_widget_class_bind_template_callback (widget_class, show_sides);
  gtk_widget_class_bind_template_callback (widget_class, read_again);
}

static void
tw_quote_page_init (TwQuotePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tw_quote_page_new:
 * @workspace: the workspace
 * @quote: id of a quote
 *
 * Returns: (transfer floating): a page for the window
 */
TwQuotePage *
tw_quote_page_new (TwWorkspace *workspace,
                   const TwId  *quote)
{
  TwQuotePage *self = g_object_new (TW_TYPE_QUOTE_PAGE, "workspace", workspace, NULL);
  TwStore *store = tw_workspace_get_store (workspace);

  self->model = tw_quote_model_new (store, quote);
  tw_quote_grid_set_model (self->grid, workspace, self->model);
  tw_quote_preview_set_quote (self->preview, store, quote);
  g_signal_connect_object (self->model, "loaded", G_CALLBACK (loaded_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->model, "trouble", G_CALLBACK (trouble_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->model, "unread", G_CALLBACK (unread_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->model, "gone", G_CALLBACK (leave), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (store, "schema-changed", G_CALLBACK (leave), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::narrow", G_CALLBACK (show_sides), NULL);
  show_sides (self);
  return self;
}

/**
 * tw_quote_page_get_state:
 * @self: a page
 *
 * Returns: (nullable): what the banner says of the quote's status; %NULL: there is none
 */
const char *
tw_quote_page_get_state (TwQuotePage *self)
{
  return gtk_revealer_get_reveal_child (self->banner) ? gtk_label_get_label (self->banner_words) : NULL;
}

/**
 * tw_quote_page_get_model:
 * @self: a page
 *
 * Returns: (transfer none): the quote
 */
TwQuoteModel *
tw_quote_page_get_model (TwQuotePage *self)
{
  return self->model;
}

/**
 * tw_quote_page_get_grid:
 * @self: a page
 *
 * Returns: (transfer none): its lines
 */
TwQuoteGrid *
tw_quote_page_get_grid (TwQuotePage *self)
{
  return self->grid;
}

/**
 * tw_quote_page_get_preview:
 * @self: a page
 *
 * Returns: (transfer none): its PDF
 */
TwQuotePreview *
tw_quote_page_get_preview (TwQuotePage *self)
{
  return self->preview;
}

/**
 * tw_quote_page_get_totals:
 * @self: a page
 *
 * Returns: (transfer none): what it comes to
 */
GtkWidget *
tw_quote_page_get_totals (TwQuotePage *self)
{
  return GTK_WIDGET (self->totals);
}
