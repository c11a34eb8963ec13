"""What every page needs: access, one transaction per request, errors to pages, navigation, language."""
