/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iCalendar (RFC 5545) as a tree: components with their properties in order, texts as they stand in the file. Nothing is understood
 * here, so that nothing is lost. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  char *name;                                          /* in capitals */
  char *params;                                        /* as in the file, from the first semicolon on; "" */
  char *value;                                         /* as in the file, unfolded */
  guint line;                                          /* of the file; 0: made here */
} TwIcalProperty;

typedef struct
{
  char      *name;                                     /* in capitals; "" for the file */
  guint      line;
  GPtrArray *properties;                               /* TwIcalProperty */
  GPtrArray *children;                                 /* TwIcalComponent */
} TwIcalComponent;

#define TW_ICAL_MAX_SIZE  (64 * 1024 * 1024)
#define TW_ICAL_MAX_DEPTH 8

/* A file of one or several components at the top; bytes that are no UTF-8 are read as Windows-1252. Errors: TW_EXCHANGE_ERROR with the
 * line. */
TwIcalComponent *tw_ical_parse           (const char *text, gsize length, GError **error);
void             tw_ical_write           (const TwIcalComponent *component, GString *text);     /* folded, CRLF */

TwIcalComponent *tw_ical_component_new   (const char *name);
TwIcalComponent *tw_ical_component_copy  (const TwIcalComponent *component);
void             tw_ical_component_free  (TwIcalComponent *component);
/* The first of a name; nullable. */
TwIcalProperty  *tw_ical_find            (const TwIcalComponent *component, const char *name);
const char      *tw_ical_find_value      (const TwIcalComponent *component, const char *name);
TwIcalComponent *tw_ical_find_child      (const TwIcalComponent *component, const char *name);
void             tw_ical_add             (TwIcalComponent *component, const char *name, const char *params, const char *value);
/* Before the child components' text it stands where the first of the name stood, else at the end. value NULL: all of the name go. */
void             tw_ical_set             (TwIcalComponent *component, const char *name, const char *params, const char *value);
void             tw_ical_remove          (TwIcalComponent *component, const char *name);

/* (nullable) (transfer full): without its quotes */
char            *tw_ical_dup_param       (const TwIcalProperty *property, const char *name);
/* Texts: \n \, \; \\ . (transfer full) */
char            *tw_ical_unescape        (const char *value);
char            *tw_ical_escape          (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwIcalComponent, tw_ical_component_free)

G_END_DECLS
