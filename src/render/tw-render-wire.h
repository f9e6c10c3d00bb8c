/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the program and the process that reads outside files say to each other, and the reading and writing of it. Both ends are on one
 * computer and of one version: numbers are in its own byte order. A message is a header and a payload:
 *
 *   u32 size of the payload · u16 what · u16 slot of the map · u32 serial
 *
 * A request is answered by one message of its serial, in the order asked: of its own kind, or TW_RENDER_FAILED with a u32 reason. Pixels
 * are not in it but in a map that both share: TW_RENDER_N_SLOTS slots of TW_RENDER_SLOT_SIZE bytes, sealed against becoming smaller.
 *
 *   request                                      answer
 *   OPEN       text password                     u32 version · u32 walls · u32 n_pages · sizes of the first pages (as SIZES)
 *   SIZES      u32 first · u32 n                 u32 n · n × (f64 width, f64 height)
 *   DRAW       u32 page · u32 rotation · f64 scale · 4 × u32 x, y, width, height      u32 width · u32 height; pixels in the slot
 *   TEXT       u32 page · u32 boxes              text · u32 n · n × 4 × f32 left, top, right, bottom
 *   LINKS      u32 page                          u32 n · n × (4 × f32 box, u32 page or none, text address)
 *   OUTLINE                                      u32 n · n × (u32 depth, u32 page or none, text title)
 *   RECOGNIZE  u32 page                          as TEXT
 *   PRINT      f64 width, height · u32 n · n × u32 page   u32 n; a PDF is in the file that was given for it
 *
 * A text is u32 bytes and UTF-8. Boxes are in points from the upper left corner of the page as it is shown unturned. The reader trusts
 * nothing: what does not fit in its message, is no UTF-8, no finite number or beyond a limit breaks it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TW_RENDER_VERSION      2
#define TW_RENDER_MAX_REQUEST  (512 * 1024)            /* bytes of payload */
#define TW_RENDER_MAX_ANSWER   (32 * 1024 * 1024)
#define TW_RENDER_MAX_PASSWORD 1024
#define TW_RENDER_MAX_TEXT     (1024 * 1024)           /* characters of a page */
#define TW_RENDER_MAX_PAGES    100000
#define TW_RENDER_MAX_SIZES    512                     /* pages told at once */
#define TW_RENDER_MAX_LINKS    5000
#define TW_RENDER_MAX_OUTLINE  10000
#define TW_RENDER_MAX_DEPTH    16
#define TW_RENDER_MAX_ADDRESS  4096
#define TW_RENDER_MAX_TITLE    1024
#define TW_RENDER_MAX_SIDE     2048                    /* pixels of what is drawn at once */
#define TW_RENDER_MAX_POINTS   20000.0                 /* side of a page; more is no paper */
#define TW_RENDER_MAX_SCALE    64.0
#define TW_RENDER_SLOT_SIZE    (TW_RENDER_MAX_SIDE * TW_RENDER_MAX_SIDE * 4)
#define TW_RENDER_N_SLOTS      2
#define TW_RENDER_NO_PAGE      G_MAXUINT32

/* File descriptors of the process. */
#define TW_RENDER_FD_TALK  3
#define TW_RENDER_FD_FILE  4
#define TW_RENDER_FD_MAP   5
#define TW_RENDER_FD_PAPER 6

typedef enum
{
  TW_RENDER_OPEN = 1,
  TW_RENDER_SIZES,
  TW_RENDER_DRAW,
  TW_RENDER_TEXT,
  TW_RENDER_LINKS,
  TW_RENDER_OUTLINE,
  TW_RENDER_RECOGNIZE,
  TW_RENDER_PRINT,
  TW_RENDER_FAILED = 255,
} TwRenderOp;

/* Why a request failed. */
typedef enum
{
  TW_RENDER_FAULT_BROKEN = 1,                          /* no such file, or damaged beyond reading */
  TW_RENDER_FAULT_PASSWORD,
  TW_RENDER_FAULT_LARGE,                               /* beyond a limit */
  TW_RENDER_FAULT_REQUEST,                             /* a request that makes no sense */
  TW_RENDER_FAULT_RECOGNITION,                         /* no language to recognize text in */
} TwRenderFault;

/* What keeps the process in. */
typedef enum
{
  TW_RENDER_WALL_FILES = 1 << 0,                       /* reads no files but fonts, writes none */
  TW_RENDER_WALL_CALLS = 1 << 1,                       /* no network, no other programs */
} TwRenderWalls;

typedef struct
{
  guint32 size;
  guint16 op;
  guint16 slot;
  guint32 serial;
} TwRenderHeader;

typedef struct
{
  const guint8 *data;
  gsize         left;
  gboolean      broken;                                /* something did not fit */
} TwRenderReader;

/* Readers give 0 or "" when broken; what was read is only good if it is not broken at the end. */
void     tw_render_wire_reader_init (TwRenderReader *reader, const void *data, gsize size);
guint32  tw_render_wire_get_u32     (TwRenderReader *reader, guint32 max);
double   tw_render_wire_get_double  (TwRenderReader *reader, double least, double most);
float    tw_render_wire_get_float   (TwRenderReader *reader);
char    *tw_render_wire_get_text    (TwRenderReader *reader, gsize max_bytes);              /* (transfer full) */
/* A count of things that take at least so many bytes each in what is left. */
guint32  tw_render_wire_get_count   (TwRenderReader *reader, guint32 max, gsize least_bytes);
gboolean tw_render_wire_is_done     (TwRenderReader *reader);   /* all of it was read, and nothing broke */

void     tw_render_wire_put_u32     (GByteArray *message, guint32 number);
void     tw_render_wire_put_double  (GByteArray *message, double number);
void     tw_render_wire_put_float   (GByteArray *message, float number);
void     tw_render_wire_put_text    (GByteArray *message, const char *text, gsize max_bytes);   /* cut at a character */

G_END_DECLS
