/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "tw-viewer-private.h"

G_DEFINE_FINAL_TYPE (TwViewer, tw_viewer, ADW_TYPE_BIN)

enum { PROP_0, PROP_STATE };

static void
set_state (TwViewer      *self,
           TwViewerState  state)
{
  static const char *const names[] = { "loading", "loading", "pages", "text", "locked", "failed" };

  gtk_stack_set_visible_child_name (self->stack, names[state]);
  gtk_widget_set_visible (self->pages_box, state == TW_VIEWER_PAGES);
  gtk_widget_set_visible (self->zoom_box, state == TW_VIEWER_PAGES);
  gtk_widget_set_visible (GTK_WIDGET (self->side_button), state == TW_VIEWER_PAGES);
  gtk_widget_set_sensitive (self->toolbar, state == TW_VIEWER_PAGES || state == TW_VIEWER_TEXT);
  if (state != TW_VIEWER_PAGES)
    adw_flap_set_reveal_flap (self->flap, FALSE);
  self->state = state;
  tw_viewer_update_actions (self);
  g_object_notify (G_OBJECT (self), "state");
}

/* What has come takes the focus that waited for it, and nobody else's. */
static void
take_focus (TwViewer *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && (focus == NULL || gtk_widget_is_ancestor (focus, GTK_WIDGET (self))))
    gtk_widget_grab_focus (GTK_WIDGET (self));
}

/* --- Opening --- */

static void
close_document (TwViewer *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->canvas != NULL)
    tw_viewer_canvas_set_document (self->canvas, NULL, NULL);
  if (self->side != NULL)
    tw_viewer_side_set_document (self->side, NULL);
  if (self->find != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->find, self);
      tw_viewer_find_close (self->find);
    }
  if (self->document != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->document, self);
      tw_viewer_document_close (self->document);
    }
  else if (self->renderer != NULL)
    tw_renderer_close (self->renderer);
  g_clear_object (&self->find);
  g_clear_object (&self->document);
  g_clear_object (&self->renderer);
}

static void
failed_cb (TwViewer     *self,
           const GError *error)
{
  tw_viewer_show_problem (self, error->message, TRUE);
}

static void
show_document (TwViewer *self)
{
  self->document = tw_viewer_document_new (self->renderer);
  self->find = tw_viewer_find_new (self->document);
  if (self->recognized != NULL)
    tw_viewer_document_set_recognized (self->document, self->recognized);
  g_signal_connect_object (self->document, "failed", G_CALLBACK (failed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->find, "changed", G_CALLBACK (tw_viewer_show_hits), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->find, "current-changed", G_CALLBACK (tw_viewer_show_current_hit), self, G_CONNECT_SWAPPED);
  tw_viewer_canvas_set_document (self->canvas, self->document, self->find);
  tw_viewer_side_set_document (self->side, self->document);
  set_state (self, TW_VIEWER_PAGES);
  tw_viewer_show_page (self);
  tw_viewer_show_zoom (self);
  take_focus (self);
  if (self->words != NULL && *self->words != '\0')
    tw_viewer_find (self, self->words);
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr(TwViewer) self = TW_VIEWER (data);
  g_autoptr(GError) error = NULL;
  gboolean opened = tw_renderer_open_finish (TW_RENDERER (source), result, &error);

  if (self->renderer != TW_RENDERER (source))
    return;
  if (opened)
    show_document (self);
  else if (g_error_matches (error, TW_RENDER_ERROR, TW_RENDER_ERROR_PASSWORD))
    {
      gboolean tried = *gtk_editable_get_text (GTK_EDITABLE (self->password)) != '\0';

      gtk_label_set_label (self->lock_hint, tried ? _("This password does not open it. Try another one.") : "");
      gtk_editable_set_text (GTK_EDITABLE (self->password), "");
      set_state (self, TW_VIEWER_LOCKED);
      gtk_widget_grab_focus (GTK_WIDGET (self->password));
    }
  else
    tw_viewer_show_problem (self, error->message, TRUE);
}

static void
open_again (TwViewer   *self,
            const char *password)
{
  g_autoptr(GError) error = NULL;
  TwRendererKind kind = TW_RENDERER_PDF;

  close_document (self);
  self->cancellable = g_cancellable_new ();
  set_state (self, TW_VIEWER_LOADING);
  if (!tw_renderer_find_kind (self->type, &kind))
    {
      tw_viewer_open_text (self);
      return;
    }
  self->renderer = tw_renderer_new_for_path (kind, self->path, NULL, &error);
  if (self->renderer == NULL)
    tw_viewer_show_problem (self, error->message, TRUE);
  else
    tw_renderer_open_async (self->renderer, password, self->cancellable, opened_cb, g_object_ref (self));
}

/* --- What people do --- */

static void
unlock_cb (TwViewer *self)
{
  tw_viewer_unlock (self, gtk_editable_get_text (GTK_EDITABLE (self->password)));
}

static void
retry_cb (TwViewer *self)
{
  if (self->path != NULL)
    open_again (self, NULL);
}

static void
page_entered_cb (TwViewer *self)
{
  guint64 page = 0;

  if (self->document != NULL && g_ascii_string_to_unsigned (gtk_editable_get_text (GTK_EDITABLE (self->page_entry)), 10, 1,
                                                            tw_viewer_document_get_n_pages (self->document), &page, NULL))
    {
      tw_viewer_canvas_go_to_page (self->canvas, (guint) page - 1);
      gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
    }
  tw_viewer_show_page (self);
}

static void
words_changed_cb (TwViewer *self)
{
  const char *words = gtk_editable_get_text (GTK_EDITABLE (self->find_entry));

  if (self->find != NULL)
    tw_viewer_find_set_words (self->find, words, tw_viewer_canvas_get_page (self->canvas));
  else if (self->state == TW_VIEWER_TEXT)
    tw_viewer_find_in_text (self, words, 0);
  tw_viewer_show_hits (self);
}

static void
stop_finding_cb (TwViewer *self)
{
  gtk_widget_set_visible (self->find_bar, FALSE);
  gtk_editable_set_text (GTK_EDITABLE (self->find_entry), "");
  words_changed_cb (self);
  gtk_widget_grab_focus (self->state == TW_VIEWER_TEXT ? GTK_WIDGET (self->text) : GTK_WIDGET (self->canvas));
}

/* Two screens before its end a text goes on. */
static void
text_scrolled_cb (TwViewer      *self,
                  GtkAdjustment *adjustment)
{
  double shown = gtk_adjustment_get_page_size (adjustment);

  if (shown > 0 && gtk_adjustment_get_value (adjustment) + 3 * shown >= gtk_adjustment_get_upper (adjustment))
    tw_viewer_read_more_text (self);
}

static void
page_chosen_cb (TwViewer *self,
                guint     page)
{
  tw_viewer_canvas_go_to_page (self->canvas, page);
}

static void
asked_cb (AdwMessageDialog *dialog,
          const char       *response,
          char             *address)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (dialog));

  if (g_str_equal (response, "open"))
    gtk_show_uri (parent, address, GDK_CURRENT_TIME);
}

/* Only what a browser or a mail program takes; the whole address is shown before it is opened. */
void
tw_viewer_ask_for_address (TwViewer   *self,
                           const char *address)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autofree char *scheme = g_uri_parse_scheme (address);
  GtkWidget *dialog = NULL;

  if (scheme == NULL || (g_ascii_strcasecmp (scheme, "http") != 0 && g_ascii_strcasecmp (scheme, "https") != 0
                         && g_ascii_strcasecmp (scheme, "mailto") != 0) || !GTK_IS_WINDOW (root))
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _("This link leads to no web page. It is not opened."));
      return;
    }
  dialog = adw_message_dialog_new (GTK_WINDOW (root), _("Open this address?"), address);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "open", _("_Open"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "open");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (asked_cb), g_strdup (address), (GClosureNotify) (GCallback) g_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
link_activated_cb (TwViewer   *self,
                   TwPageLink *link)
{
  if (link->page >= 0)
    tw_viewer_canvas_go_to_page (self->canvas, (guint) link->page);
  else if (link->address != NULL)
    tw_viewer_ask_for_address (self, link->address);
}

static void
tw_viewer_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  g_value_set_uint (value, TW_VIEWER (object)->state);
}

static gboolean
tw_viewer_grab_focus (GtkWidget *widget)
{
  TwViewer *self = TW_VIEWER (widget);

  if (self->state == TW_VIEWER_PAGES)
    return gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
  if (self->state == TW_VIEWER_TEXT)
    return gtk_widget_grab_focus (GTK_WIDGET (self->text));
  if (self->state == TW_VIEWER_LOCKED)
    return gtk_widget_grab_focus (GTK_WIDGET (self->password));
  return self->state == TW_VIEWER_FAILED && gtk_widget_grab_focus (self->retry);
}

static void
tw_viewer_dispose (GObject *object)
{
  TwViewer *self = TW_VIEWER (object);

  close_document (self);
  self->canvas = NULL;
  self->side = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_VIEWER);
  G_OBJECT_CLASS (tw_viewer_parent_class)->dispose (object);
}

static void
tw_viewer_finalize (GObject *object)
{
  TwViewer *self = TW_VIEWER (object);

  g_free (self->path);
  g_free (self->type);
  g_free (self->name);
  g_free (self->words);
  g_free (self->text_encoding);
  g_clear_pointer (&self->recognized, g_ptr_array_unref);
  G_OBJECT_CLASS (tw_viewer_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, TwViewer, toolbar);
  gtk_widget_class_bind_template_child (widget_class, TwViewer, find_bar);
  gtk_widget_class_bind_template_child (widget_class, TwViewer, pages_box);
  gtk_widget_class_bind_template_child (widget_class, TwViewer, zoom_box);
  gtk_widget_class_bind_template_child (widget_class, TwViewer, menu_button);
  gtk_widget_class_bind_template_child (widget_class, TwViewer, page_entry);
  gtk_widget_class_bind_template_child (widget_class, TwViewer, page_count);
  gtk_widget_class_bind_template_child (widget_class, TwViewer, zoom_label);
  gtk_widget_class_bind_template_child (widget_class, TwViewer, find_count);
  gtk_widget_class_bind_template_child (widget_class, TwViewer, lock_hint);
  gtk_widget_class_bind_template_child (widget_class, TwViewer, find_entry);
  gtk_widget_class_bind_template_child (widget_class, TwViewer, flap);
  gtk_widget_class_bind_template_child (widget_class, TwViewer, side_bin);
  gtk_widget_class_bind_template_child (widget_class, TwViewer, side_button);
  gtk_widget_class_bind_template_child (widget_class, TwViewer, stack);
  gtk_widget_class_bind_template_child (widget_class, TwViewer, scrolled);
  gtk_widget_class_bind_template_child (widget_class, TwViewer, problem);
  gtk_widget_class_bind_template_child (widget_class, TwViewer, retry);
  gtk_widget_class_bind_template_child (widget_class, TwViewer, password);
  gtk_widget_class_bind_template_child (widget_class, TwViewer, text);
}

static void
tw_viewer_class_init (TwViewerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = tw_viewer_get_property;
  object_class->dispose = tw_viewer_dispose;
  object_class->finalize = tw_viewer_finalize;
  widget_class->grab_focus = tw_viewer_grab_focus;
  g_object_class_install_property (object_class, PROP_STATE,
                                   g_param_spec_uint ("state", NULL, NULL, TW_VIEWER_EMPTY, TW_VIEWER_FAILED, TW_VIEWER_EMPTY,
                                                      G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  /**
   * TwViewer::printed:
   *
   * The document was sent to a printer.
   */
  g_signal_new ("printed", TW_TYPE_VIEWER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  tw_action_table_install (&tw_viewer_actions, widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("viewer/tw-viewer.ui"));
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, unlock_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
  gtk_widget_class_bind_template_callback (widget_class, page_entered_cb);
  gtk_widget_class_bind_template_callback (widget_class, words_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_finding_cb);
}

static void
tw_viewer_init (TwViewer *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  self->canvas = g_object_new (TW_TYPE_VIEWER_CANVAS, NULL);
  gtk_scrolled_window_set_child (self->scrolled, GTK_WIDGET (self->canvas));
  g_signal_connect_object (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->text)), "value-changed", G_CALLBACK (text_scrolled_cb), self,
                           G_CONNECT_SWAPPED);
  tw_viewer_add_text_controllers (self);
  self->side = TW_VIEWER_SIDE (tw_viewer_side_new ());
  adw_bin_set_child (self->side_bin, GTK_WIDGET (self->side));
  g_object_bind_property (self->flap, "reveal-flap", self->side_button, "active", G_BINDING_BIDIRECTIONAL);
  g_signal_connect_object (self->canvas, "notify::page", G_CALLBACK (tw_viewer_show_page), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->canvas, "notify::zoom", G_CALLBACK (tw_viewer_show_zoom), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->canvas, "notify::has-selection", G_CALLBACK (tw_viewer_update_actions), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->canvas, "link-activated", G_CALLBACK (link_activated_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->side, "page-chosen", G_CALLBACK (page_chosen_cb), self, G_CONNECT_SWAPPED);
  set_state (self, TW_VIEWER_EMPTY);
}

/**
 * tw_viewer_can_show:
 * @content_type: a content type of GIO
 *
 * Returns: whether such files are shown in the program
 */
gboolean
tw_viewer_can_show (const char *content_type)
{
  TwRendererKind kind;

  return tw_renderer_find_kind (content_type, &kind) || g_content_type_is_mime_type (content_type, "text/plain");
}

/**
 * tw_viewer_new:
 *
 * Returns: (transfer floating): a viewer of nothing
 */
TwViewer *
tw_viewer_new (void)
{
  return g_object_new (TW_TYPE_VIEWER, NULL);
}

/**
 * tw_viewer_open:
 * @self: a viewer
 * @path: of a file
 * @content_type: what it is
 * @name: what it is called
 * @words: (nullable): to be found in it
 *
 * Shows a file.
 */
void
tw_viewer_open (TwViewer   *self,
                const char *path,
                const char *content_type,
                const char *name,
                const char *words)
{
  g_return_if_fail (TW_IS_VIEWER (self) && path != NULL && content_type != NULL && name != NULL);
  g_clear_pointer (&self->recognized, g_ptr_array_unref);
  g_free (self->path);
  g_free (self->type);
  g_free (self->name);
  g_free (self->words);
  self->path = g_strdup (path);
  self->type = g_strdup (content_type);
  self->name = g_strdup (name);
  self->words = g_strdup (words);
  open_again (self, NULL);
}

/**
 * tw_viewer_set_recognized:
 * @self: a viewer
 * @pages: (element-type TwPageText): what was recognized on the pages of its file
 *
 * Words of a scan are marked and can be selected then.
 */
void
tw_viewer_set_recognized (TwViewer  *self,
                          GPtrArray *pages)
{
  g_return_if_fail (TW_IS_VIEWER (self) && pages != NULL);
  g_clear_pointer (&self->recognized, g_ptr_array_unref);
  self->recognized = g_ptr_array_ref (pages);
  if (self->document == NULL)
    return;
  tw_viewer_document_set_recognized (self->document, pages);
  tw_viewer_find_again (self->find);
}

/**
 * tw_viewer_show_problem:
 * @self: a viewer
 * @sentence: what is wrong, and what can be done
 * @retry: whether to offer to open it again
 *
 * Shows a sentence.
 */
void
tw_viewer_show_problem (TwViewer   *self,
                        const char *sentence,
                        gboolean    retry)
{
  g_return_if_fail (TW_IS_VIEWER (self) && sentence != NULL);
  close_document (self);
  tw_tell (self->problem, sentence);
  gtk_widget_set_visible (self->retry, retry);
  set_state (self, TW_VIEWER_FAILED);
}

/**
 * tw_viewer_close:
 * @self: a viewer
 *
 * Lets go of the file.
 */
void
tw_viewer_close (TwViewer *self)
{
  g_return_if_fail (TW_IS_VIEWER (self));
  close_document (self);
  set_state (self, TW_VIEWER_EMPTY);
}

/**
 * tw_viewer_get_state:
 * @self: a viewer
 *
 * Returns: what it shows
 */
TwViewerState
tw_viewer_get_state (TwViewer *self)
{
  g_return_val_if_fail (TW_IS_VIEWER (self), TW_VIEWER_EMPTY);
  return self->state;
}

/**
 * tw_viewer_unlock:
 * @self: a viewer that asks for a password
 * @password: a password
 *
 * Tries to open the document with it.
 */
void
tw_viewer_unlock (TwViewer   *self,
                  const char *password)
{
  g_autofree char *kept = g_strdup (password);

  g_return_if_fail (TW_IS_VIEWER (self));
  if (self->path != NULL && kept != NULL && *kept != '\0')
    {
      gtk_editable_set_text (GTK_EDITABLE (self->password), kept);
      open_again (self, kept);
    }
}

/**
 * tw_viewer_find:
 * @self: a viewer
 * @words: what to look for
 *
 * Looks for words.
 */
void
tw_viewer_find (TwViewer   *self,
                const char *words)
{
  g_return_if_fail (TW_IS_VIEWER (self) && words != NULL);
  gtk_widget_set_visible (self->find_bar, TRUE);
  gtk_editable_set_text (GTK_EDITABLE (self->find_entry), words);
  words_changed_cb (self);
}

/**
 * tw_viewer_set_narrow:
 * @self: a viewer
 * @narrow: whether the window is folded to one column
 *
 * Tells how wide the window is.
 */
void
tw_viewer_set_narrow (TwViewer *self,
                      gboolean  narrow)
{
  g_return_if_fail (TW_IS_VIEWER (self));
  self->narrow = narrow;
  gtk_widget_set_visible (GTK_WIDGET (self->zoom_label), !narrow);
  adw_flap_set_fold_policy (self->flap, narrow ? ADW_FLAP_FOLD_POLICY_ALWAYS : ADW_FLAP_FOLD_POLICY_NEVER);
}

/**
 * tw_viewer_get_canvas:
 * @self: a viewer
 *
 * Returns: (transfer none): its pages
 */
TwViewerCanvas *
tw_viewer_get_canvas (TwViewer *self)
{
  g_return_val_if_fail (TW_IS_VIEWER (self), NULL);
  return self->canvas;
}

/**
 * tw_viewer_get_find:
 * @self: a viewer
 *
 * Returns: (transfer none) (nullable): what is looked for in its pages
 */
TwViewerFind *
tw_viewer_get_find (TwViewer *self)
{
  g_return_val_if_fail (TW_IS_VIEWER (self), NULL);
  return self->find;
}

/**
 * tw_viewer_get_problem:
 * @self: a viewer that has failed
 *
 * Returns: (transfer none): the sentence that it shows
 */
const char *
tw_viewer_get_problem (TwViewer *self)
{
  g_return_val_if_fail (TW_IS_VIEWER (self), NULL);
  return adw_status_page_get_description (self->problem);
}
