return render(html.html { html.body { "a", rows("targets")[1].text.p50, number(5), money(1e9) } })
