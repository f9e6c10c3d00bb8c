/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How an event looks: a ground in a light shade of its colour, an edge in the full one, the picture of its kind, and its words. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-calendar-canvas-private.h"
#include "tw-field-text.h"

#define ICON      12
#define EDGE      3                                    /* width of the edge in the full colour */
#define PAD       4
#define RADIUS    4
#define LEAST_WORDS 20                                 /* pixels: in less, no letter could be made out */
#define LEAST_LINE  28                                 /* pixels: in less, a single line is one letter */
#define ICON_LINE   (ICON + PAD + LEAST_LINE)          /* pixels: in less, a picture would take the place of the words */
#define ICON_BLOCK  (5 * ICON)                         /* pixels: the same over hours, where words have several lines */
#define MAX_TEXTS 400                                  /* of the ground that are kept; a screen has a hundred */

/* --- Parts --- */

void
tw_calendar_canvas_look_up (TwCalendarCanvas *self,
                            const char       *name,
                            GdkRGBA          *color)
{
  GtkStyleContext *context = gtk_widget_get_style_context (GTK_WIDGET (self));
  g_autofree char *full = NULL;

  if (gtk_style_context_lookup_color (context, name, color))
    return;
  full = g_strconcat ("tw_", name, NULL);
  if (!gtk_style_context_lookup_color (context, full, color))
    gtk_style_context_get_color (context, color);
}

/**
 * tw_calendar_canvas_get_faint:
 * @self: a canvas
 * @alpha: of the colour of words, for what is not to stand out
 * @line: whether a line is drawn with it, not words
 * @color: (out): the colour
 *
 * In high contrast lines have 3:1 and words 4.5:1 on every ground of a calendar.
 */
void
tw_calendar_canvas_get_faint (TwCalendarCanvas *self,
                              float             alpha,
                              gboolean          line,
                              GdkRGBA          *color)
{
  if (adw_style_manager_get_high_contrast (adw_style_manager_get_default ()))
    alpha = MAX (alpha, line ? 0.6f : 0.9f);
  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), color);
  color->alpha *= alpha;
}

void
tw_calendar_canvas_draw_line (GtkSnapshot   *snapshot,
                              const GdkRGBA *color,
                              int            x,
                              int            y,
                              int            width,
                              int            height)
{
  gtk_snapshot_append_color (snapshot, color, &GRAPHENE_RECT_INIT (x, y, width, height));
}

void
tw_calendar_canvas_draw_icon (TwCalendarCanvas *self,
                              GtkSnapshot      *snapshot,
                              const char       *name,
                              int               x,
                              int               y,
                              int               size,
                              const GdkRGBA    *color)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);
  GtkWidget *widget = GTK_WIDGET (self);
  GtkIconPaintable *icon = NULL;

  if (priv->scale != gtk_widget_get_scale_factor (widget))
    g_hash_table_remove_all (priv->icons);
  priv->scale = gtk_widget_get_scale_factor (widget);
  icon = g_hash_table_lookup (priv->icons, name);
  if (icon == NULL)
    {
      icon = gtk_icon_theme_lookup_icon (gtk_icon_theme_get_for_display (gtk_widget_get_display (widget)), name, NULL, 16, priv->scale,
                                         gtk_widget_get_direction (widget), GTK_ICON_LOOKUP_FORCE_SYMBOLIC);
      g_hash_table_insert (priv->icons, (gpointer) name, icon);
    }
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (icon), snapshot, size, size, color, 1);
  gtk_snapshot_restore (snapshot);
}

static void
set_size (TwCalendarCanvas *self,
          PangoLayout      *layout,
          double            scale,
          gboolean          bold)
{
  const PangoFontDescription *base = pango_context_get_font_description (gtk_widget_get_pango_context (GTK_WIDGET (self)));
  g_autoptr(PangoFontDescription) font = pango_font_description_copy (base);
  int size = (int) (pango_font_description_get_size (font) * scale);

  if (pango_font_description_get_size_is_absolute (font))
    pango_font_description_set_absolute_size (font, size);
  else
    pango_font_description_set_size (font, size);
  if (bold)
    pango_font_description_set_weight (font, PANGO_WEIGHT_BOLD);
  pango_layout_set_font_description (layout, font);
}

/* Lines of words begin where lines begin here, whichever way the words themselves run. */
static void
align_start (TwCalendarCanvas *self,
             PangoLayout      *layout)
{
  gboolean words_rtl = pango_layout_get_direction (layout, 0) == PANGO_DIRECTION_RTL;

  pango_layout_set_alignment (layout, tw_calendar_canvas_is_rtl (self) == words_rtl ? PANGO_ALIGN_LEFT : PANGO_ALIGN_RIGHT);
}

/* Shaping takes longer than drawing, and the same few words are on the ground in every frame. */
static PangoLayout *
get_text (TwCalendarCanvas     *self,
          const char           *words,
          const TwCalendarText *text)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);
  g_autofree char *key = g_strdup_printf ("%d %d %d %s", (int) (text->size * 100), text->bold, text->rect.width, words);
  PangoLayout *layout = g_hash_table_lookup (priv->texts, key);
  int width;

  if (layout != NULL)
    return layout;
  if (g_hash_table_size (priv->texts) >= MAX_TEXTS)
    g_hash_table_remove_all (priv->texts);
  layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), words);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  set_size (self, layout, text->size, text->bold);
  pango_layout_get_pixel_size (layout, &width, NULL);
  if (width > text->rect.width)
    pango_layout_set_width (layout, MAX (text->rect.width, 1) * PANGO_SCALE);
  g_hash_table_insert (priv->texts, g_steal_pointer (&key), layout);
  return layout;
}

/* How much room words would take. */
static int
get_width (TwCalendarCanvas     *self,
           const char           *words,
           const TwCalendarText *text)
{
  TwCalendarText whole = *text;
  int width;

  whole.rect.width = G_MAXSHORT;
  pango_layout_get_pixel_size (get_text (self, words, &whole), &width, NULL);
  return width;
}

void
tw_calendar_canvas_draw_text (TwCalendarCanvas     *self,
                              GtkSnapshot          *snapshot,
                              const char           *words,
                              const TwCalendarText *text)
{
  PangoLayout *layout = get_text (self, words, text);
  GdkRectangle rect = text->rect;
  int width, height;

  pango_layout_get_pixel_size (layout, &width, &height);
  width = MIN (width, rect.width);
  rect.x += (int) ((rect.width - width) * text->align);
  rect.width = width;
  tw_calendar_canvas_turn_rect (self, &rect);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (rect.x, rect.y + (rect.height - height) / 2));
  gtk_snapshot_append_layout (snapshot, layout, &text->color);
  gtk_snapshot_restore (snapshot);
}

void
tw_calendar_canvas_forget_texts (TwCalendarCanvas *self)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);

  g_hash_table_remove_all (priv->texts);
  g_hash_table_remove_all (priv->icons);
  priv->line = 0;
}

/* --- The words of an event --- */

static void
add_attribute (PangoAttrList  *list,
               PangoAttribute *attribute,
               guint           start,
               guint           end)
{
  attribute->start_index = start;
  attribute->end_index = end;
  pango_attr_list_insert (list, attribute);
}

/* In a line: the time and the title. Over hours: the title, and below it what there is room for. */
static PangoLayout *
make_layout (TwCalendarCanvas    *self,
             const TwCalendarBox *box,
             int                  width,
             int                  height)
{
  const TwCalendarItem *item = box->item;
  const TwOccurrence *occurrence = item->occurrence;
  gboolean block = (box->flags & TW_BOX_BLOCK) != 0;
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
  g_autoptr(PangoAttrList) attributes = pango_attr_list_new ();
  g_autofree char *time = tw_calendar_item_dup_time (item, block);
  g_autoptr(GString) text = g_string_new (NULL);
  const char *title = *occurrence->title != '\0' ? occurrence->title : tw_calendar_kind_get_label (occurrence->kind);
  guint start, end;

  if (!block && *time != '\0' && (box->flags & TW_BOX_STARTS) != 0)
    g_string_append_printf (text, "%s ", time);
  start = (guint) text->len;
  g_string_append (text, title);
  end = (guint) text->len;
  if (block)
    {
      g_string_append_printf (text, "\n%s", time);
      if (occurrence->place != NULL && *occurrence->place != '\0')
        g_string_append_printf (text, " · %s", occurrence->place);
    }
  if (block || item->bar)
    add_attribute (attributes, pango_attr_weight_new (PANGO_WEIGHT_SEMIBOLD), start, end);
  add_attribute (attributes, pango_attr_insert_hyphens_new (FALSE), 0, (guint) text->len);
  if (occurrence->cancelled || (occurrence->done && occurrence->kind == TW_CALENDAR_TASK))
    add_attribute (attributes, pango_attr_strikethrough_new (TRUE), start, end);
  set_size (self, layout, TW_CALENDAR_SMALL, FALSE);
  pango_layout_set_text (layout, text->str, (int) text->len);
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_width (layout, MAX (width, 1) * PANGO_SCALE);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  if (block)
    pango_layout_set_height (layout, MAX (height, 1) * PANGO_SCALE);
  else
    pango_layout_set_single_paragraph_mode (layout, TRUE);
  align_start (self, layout);
  return layout;
}

/* --- A box --- */

typedef struct
{
  GdkRectangle rect;
  GdkRGBA      text, color, person;
  gboolean     contrast;
} Look;

static void
draw_ground (TwCalendarCanvas    *self,
             GtkSnapshot         *snapshot,
             const TwCalendarBox *box,
             const Look          *look)
{
  const GdkRectangle *rect = &look->rect;
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (rect->x, rect->y, rect->width, rect->height);
  gboolean rtl = tw_calendar_canvas_is_rtl (self);
  GdkRGBA base, tint = look->color;
  GskRoundedRect outline;

  tint.alpha = 0.22f;
  tw_calendar_canvas_look_up (self, "view_bg_color", &base);
  gsk_rounded_rect_init_from_rect (&outline, &bounds, RADIUS);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &base, &bounds);
  gtk_snapshot_append_color (snapshot, &tint, &bounds);
  if ((box->flags & TW_BOX_STARTS) != 0)
    tw_calendar_canvas_draw_line (snapshot, box->item->person_color != NULL ? &look->person : &look->color,
                                  rtl ? rect->x + rect->width - EDGE : rect->x, rect->y, EDGE, rect->height);
  gtk_snapshot_pop (snapshot);
  if (look->contrast)
    {
      const GdkRGBA colors[4] = { look->text, look->text, look->text, look->text };
      const float widths[4] = { 1, 1, 1, 1 };

      gtk_snapshot_append_border (snapshot, &outline, widths, colors);
    }
}

/* At the end of the box: whose it is, and that something else is at its time. Returns the width that they took. */
static int
draw_marks (TwCalendarCanvas    *self,
            GtkSnapshot         *snapshot,
            const TwCalendarBox *box,
            const Look          *look,
            int                  line)
{
  const TwCalendarItem *item = box->item;
  int taken = 0;
  gboolean rtl = tw_calendar_canvas_is_rtl (self);

  if (item->clash && look->rect.width > 40)
    {
      GdkRGBA orange;

      tw_calendar_canvas_look_up (self, "orange", &orange);
      tw_calendar_canvas_draw_icon (self, snapshot, "dialog-warning-symbolic",
                                    rtl ? look->rect.x + PAD : look->rect.x + look->rect.width - ICON - PAD,
                                    look->rect.y + (line - ICON) / 2, ICON, &orange);
      taken += ICON + PAD;
    }
  if (item->initials != NULL && *item->initials != '\0' && look->rect.width > 90)
    {
      /* Turned round by the text's own drawing. */
      GdkRectangle room = { box->x + box->width - taken - 30, look->rect.y, 26, line };
      TwCalendarText text = { room, 1, 0.7, TRUE, item->person_color != NULL ? look->person : look->text };

      tw_calendar_canvas_draw_text (self, snapshot, item->initials, &text);
      taken += 30;
    }
  return taken;
}

static void
draw_words (TwCalendarCanvas    *self,
            GtkSnapshot         *snapshot,
            const TwCalendarBox *box,
            const Look          *look)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);
  const GdkRectangle *rect = &look->rect;
  gboolean rtl = tw_calendar_canvas_is_rtl (self), block = (box->flags & TW_BOX_BLOCK) != 0;
  int line = block ? MIN (priv->line, rect->height) : rect->height;
  int start = EDGE + PAD, room = rect->width - start - PAD;
  int least = block && rect->height >= 2 * priv->line ? LEAST_WORDS : LEAST_LINE;
  g_autoptr(PangoLayout) layout = NULL;
  int height = 0;

  /* Over hours a narrow box has its whole width for words: broken in their middle they cannot be read. */
  if (room > (block ? ICON_BLOCK : ICON_LINE))
    {
      tw_calendar_canvas_draw_icon (self, snapshot, tw_calendar_item_get_icon (box->item->occurrence),
                                    rtl ? rect->x + rect->width - start - ICON : rect->x + start, rect->y + (line - ICON) / 2, ICON,
                                    &look->color);
      start += ICON + PAD;
      room = rect->width - start - PAD - draw_marks (self, snapshot, box, look, line);
    }
  else if (room < least && rect->width >= EDGE + ICON)
    /* Where no words fit its kind is told by its picture, not by its colour alone. */
    tw_calendar_canvas_draw_icon (self, snapshot, tw_calendar_item_get_icon (box->item->occurrence),
                                  rect->x + (rtl ? 0 : EDGE) + (rect->width - EDGE - ICON) / 2, rect->y + (line - ICON) / 2, ICON, &look->color);
  if (room < least)
    return;
  layout = make_layout (self, box, room, block ? rect->height : 0);
  pango_layout_get_pixel_size (layout, NULL, &height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (rtl ? rect->x + rect->width - start - room : rect->x + start,
                                                          block && height > line ? rect->y + 1 : rect->y + (line - height) / 2));
  gtk_snapshot_append_layout (snapshot, layout, &look->text);
  gtk_snapshot_restore (snapshot);
}

static void
draw_outline (TwCalendarCanvas   *self,
              GtkSnapshot        *snapshot,
              const GdkRectangle *rect,
              float               width,
              float               strength)
{
  GskRoundedRect outline;
  GdkRGBA accent;
  GdkRGBA colors[4];
  const float widths[4] = { width, width, width, width };

  tw_calendar_canvas_look_up (self, "accent_color", &accent);
  accent.alpha *= strength;
  for (guint i = 0; i < 4; i++)
    colors[i] = accent;
  gsk_rounded_rect_init_from_rect (&outline, &GRAPHENE_RECT_INIT (rect->x, rect->y, rect->width, rect->height), RADIUS);
  gtk_snapshot_append_border (snapshot, &outline, widths, colors);
}

static gboolean
has_focus (TwCalendarCanvas    *self,
           const TwCalendarBox *box)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);

  if (!tw_calendar_canvas_is_focused (self))
    return FALSE;
  if (box->item == NULL)
    return priv->on_more && box->day == priv->spot.day;
  return tw_id_equal (&priv->focus, &box->item->occurrence->id) && priv->focus_time == box->item->occurrence->recurrence_id;
}

static void
draw_more (TwCalendarCanvas    *self,
           GtkSnapshot         *snapshot,
           const TwCalendarBox *box,
           const Look          *look)
{
  TwCalendarText text = { { box->x + EDGE + PAD, look->rect.y, box->width - EDGE - 2 * PAD, look->rect.height }, 0, TW_CALENDAR_SMALL, FALSE, look->text };
  /* Translators: in a day of a calendar: how many events there are that there is no room for. Keep it short. */
  g_autofree char *words = g_strdup_printf (ngettext ("%u more", "%u more", box->hidden), box->hidden);

  tw_calendar_canvas_get_faint (self, 0.75f, FALSE, &text.color);
  /* A number that is cut off is none. */
  if (get_width (self, words, &text) > text.rect.width)
    {
      g_autofree char *number = g_strdup_printf ("+%u", box->hidden);

      g_free (words);
      words = tw_number_isolate (number);
    }
  tw_calendar_canvas_draw_text (self, snapshot, words, &text);
}

void
tw_calendar_canvas_draw_box (TwCalendarCanvas    *self,
                             GtkSnapshot         *snapshot,
                             const TwCalendarBox *box)
{
  gboolean faint = box->item != NULL && (box->item->occurrence->done || box->item->occurrence->cancelled);
  Look look = { .contrast = adw_style_manager_get_high_contrast (adw_style_manager_get_default ()) };

  tw_calendar_canvas_get_rect (self, box, &look.rect);
  if (look.rect.width < 2 || look.rect.height < 2)
    return;
  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &look.text);
  if (faint)
    gtk_snapshot_push_opacity (snapshot, look.contrast ? 0.85 : 0.65);
  if (box->item == NULL)
    draw_more (self, snapshot, box, &look);
  else
    {
      tw_calendar_canvas_look_up (self, box->item->color, &look.color);
      if (box->item->person_color != NULL)
        tw_calendar_canvas_look_up (self, box->item->person_color, &look.person);
      if ((box->flags & TW_BOX_PLAIN) == 0)
        draw_ground (self, snapshot, box, &look);
      draw_words (self, snapshot, box, &look);
    }
  if (faint)
    gtk_snapshot_pop (snapshot);
}

void
tw_calendar_canvas_draw_marks (TwCalendarCanvas *self,
                               GtkSnapshot      *snapshot,
                               guint             i)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);
  const TwCalendarBox *box = &g_array_index (priv->boxes, TwCalendarBox, i);
  gboolean focused = has_focus (self, box), dragged = box->item != NULL && tw_calendar_canvas_is_dragged (self, box->item);
  GdkRectangle rect;
  GdkRGBA ground;

  if (!focused && !dragged && priv->hover != (int) i)
    return;
  tw_calendar_canvas_get_rect (self, box, &rect);
  if (dragged)
    {
      /* Where it was is still to be seen. */
      tw_calendar_canvas_look_up (self, "view_bg_color", &ground);
      ground.alpha = 0.7f;
      tw_calendar_canvas_draw_line (snapshot, &ground, rect.x, rect.y, rect.width, rect.height);
    }
  if (focused)
    draw_outline (self, snapshot, &rect, 2, 1);
  else if (priv->hover == (int) i)
    draw_outline (self, snapshot, &rect, 1, 0.6f);
}

/* --- What the hand holds, and the place of the keyboard --- */

static void
draw_dragged (TwCalendarCanvas *self,
              GtkSnapshot      *snapshot)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);
  GdkRectangle rects[64];
  guint n = TW_CALENDAR_CANVAS_GET_CLASS (self)->list_rects (self, &priv->span, rects, G_N_ELEMENTS (rects));
  g_autofree char *from = tw_calendar_dup_minute (priv->span.from), *to = tw_calendar_dup_minute (priv->span.to);
  g_autofree char *words = priv->span.all_day ? tw_calendar_span_dup_words (&priv->span) : g_strdup_printf (_("%1$s–%2$s"), from, to);
  GdkRGBA accent;

  tw_calendar_canvas_look_up (self, "accent_color", &accent);
  for (guint i = 0; i < n; i++)
    {
      GdkRectangle turned = rects[i];
      TwCalendarText text = { { rects[i].x + PAD, rects[i].y, rects[i].width - 2 * PAD, MIN (rects[i].height, MAX (priv->line, 18)) }, 0, TW_CALENDAR_SMALL,
                              TRUE, accent };
      GdkRGBA ground = accent;

      ground.alpha = 0.2f;
      tw_calendar_canvas_turn_rect (self, &turned);
      tw_calendar_canvas_draw_line (snapshot, &ground, turned.x, turned.y, turned.width, turned.height);
      draw_outline (self, snapshot, &turned, 2, 1);
      if (i == 0)
        tw_calendar_canvas_draw_text (self, snapshot, words, &text);
    }
}

/* Also the place of an event that there are too many beside to show it. */
static gboolean
is_hidden (TwCalendarCanvas *self)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);

  for (guint i = 0; i < priv->boxes->len; i++)
    if (has_focus (self, &g_array_index (priv->boxes, TwCalendarBox, i)))
      return FALSE;
  return TRUE;
}

static void
draw_slot (TwCalendarCanvas *self,
           GtkSnapshot      *snapshot)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);
  TwCalendarSpan span = { priv->spot.day, priv->spot.day, priv->spot.minute, priv->spot.minute + TW_CALENDAR_SLOT, priv->spot.minute < 0 };
  GdkRectangle rect;

  if (TW_CALENDAR_CANVAS_GET_CLASS (self)->list_rects (self, &span, &rect, 1) == 0)
    return;
  tw_calendar_canvas_turn_rect (self, &rect);
  draw_outline (self, snapshot, &rect, 2, 0.8f);
}

void
tw_calendar_canvas_draw_span (TwCalendarCanvas *self,
                              GtkSnapshot      *snapshot)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);

  if (priv->hand >= TW_HAND_CREATE)
    draw_dragged (self, snapshot);
  else if (tw_calendar_canvas_is_focused (self) && !priv->on_more && is_hidden (self))
    draw_slot (self, snapshot);
}

/**
 * tw_calendar_canvas_get_line:
 * @self: a drawing
 *
 * Returns: the height in pixels of a line with the words of an event
 */
int
tw_calendar_canvas_get_line (TwCalendarCanvas *self)
{
  TwCalendarCanvasPrivate *priv = tw_calendar_canvas_get_private (self);

  if (priv->line == 0)
    {
      PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self));
      /* Latin letters are higher than those of some other scripts, and names are written in them everywhere. */
      PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
      PangoFontMetrics *latin = pango_context_get_metrics (context, NULL, pango_language_from_string ("en"));
      int height = MAX (pango_font_metrics_get_height (metrics), pango_font_metrics_get_height (latin));

      priv->line = MAX ((int) (PANGO_PIXELS_CEIL (height) * TW_CALENDAR_SMALL) + 4, 14);
      pango_font_metrics_unref (latin);
      pango_font_metrics_unref (metrics);
    }
  return priv->line;
}
