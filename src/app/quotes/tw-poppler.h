/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What we use of Poppler, which is loaded with the first preview. Only documents of our own are given to it. */
#pragma once

#include <poppler.h>

#include "tw-late.h"

G_BEGIN_DECLS

#define TW_POPPLER_FUNCTIONS(F) \
  F (poppler_document_new_from_bytes) \
  F (poppler_document_get_n_pages) \
  F (poppler_document_get_page) \
  F (poppler_page_get_size) \
  F (poppler_page_render)

typedef struct { TW_POPPLER_FUNCTIONS (TW_LATE_MEMBER) } TwPoppler;

const TwPoppler *tw_poppler (void);

G_END_DECLS
